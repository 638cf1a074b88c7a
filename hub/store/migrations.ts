import { StoreVersionError } from './errors.ts';

/** One step of a store's tables. Numbered from 1 without gaps; never changed once it was released, only added to. */
export interface Migration {
  readonly number: number;
  readonly sql: string;
}

/**
 * The steps that a store at this version still needs.
 * @throws StoreVersionError where it is newer than the newest step
 */
export function missingSteps(steps: readonly Migration[], version: number): readonly Migration[] {
  const newest = steps.at(-1)?.number ?? 0;
  if (version > newest) throw new StoreVersionError(version, newest);
  return steps.filter((step) => step.number > version);
}

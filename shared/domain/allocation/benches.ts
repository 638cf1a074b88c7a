import { BENCH_ENTRY } from './patterns.ts';

/**
 * Groups whose parcels a bench packs; undefined: all of them.
 * @param entries of the rule `allocation.benches`; what names the station goes before what names the bench alone
 */
export function groupsOf(
  entries: readonly string[],
  station: string,
  bench: string,
): ReadonlySet<string> | undefined {
  const named = new Map<string, string>();
  for (const entry of entries) {
    if (!BENCH_ENTRY.test(entry)) continue;
    const [name = '', groups = ''] = entry.split('=').map((part) => part.trim());
    named.set(name, groups);
  }
  const groups = named.get(`${station}/${bench}`) ?? named.get(bench);
  return groups === undefined ? undefined : new Set(groups.split('|'));
}

/** May this bench take it? What no group got is everybody's. */
export const mayTake = (groups: ReadonlySet<string> | undefined, group: string | undefined): boolean =>
  groups === undefined || group === undefined || group === '' || groups.has(group);

import { failureOf } from '../../shared/contract/failure.ts';
import { StorageError } from './storage/errors.ts';
import type { StationFailure } from './types.ts';

/** An error that the host can tell the person about: its `code` is a `StationFailure`. */
export class StationStartError extends Error {
  readonly code: StationFailure;
  constructor(code: StationFailure, options?: ErrorOptions) {
    super(`the station cannot start: ${code}`, options);
    this.name = 'StationStartError';
    this.code = code;
  }
}

const CODES: Readonly<Record<string, StationFailure>> = {
  'storage-locked': 'storage-locked',
  'storage-version': 'storage-newer',
  'storage-key-wrong': 'key-wrong',
  'storage-key-missing': 'key-wrong',
};

/** Errors of the storage and the file system as what they mean for the person; others go on as they are. */
export function stationError(error: unknown): unknown {
  if (error instanceof StorageError)
    return new StationStartError(CODES[error.code] ?? 'storage-failed', { cause: error });
  return failureOf(error) === 'storage-failed'
    ? new StationStartError('storage-failed', { cause: error })
    : error;
}

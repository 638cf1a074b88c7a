import type { StationFailure } from '../types.ts';

/** Why a host ends, with the exit code that tells its parent whether to start it again. */
export type HostFailure = StationFailure | 'port-taken' | 'no-page' | 'internal';

/** 1 is Node's own for an uncaught error: a crash, after which a new start may help. */
export const EXIT_CODES: { readonly [failure in HostFailure]: number } = {
  internal: 1,
  'storage-locked': 3,
  'storage-newer': 4,
  'key-wrong': 5,
  'storage-failed': 6,
  'port-taken': 7,
  'no-page': 8,
};

const DISK_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EIO'];

/** The failure that an error of `startStation` or of a host means. */
export function failureOf(error: unknown): HostFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'port-taken';
  if (typeof code === 'string' && DISK_CODES.includes(code)) return 'storage-failed';
  return typeof code === 'string' && Object.hasOwn(EXIT_CODES, code) ? (code as HostFailure) : 'internal';
}

/**
 * An error for the log. Only errors of the operating system show their text: others may quote an order.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  if ('syscall' in error) return `${error.name}${code}: ${error.message}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return `${error.name}${code}${frames.slice(0, 8).join('')}`;
}

/**
 * Power cuts without a power switch. A preloaded library (shim.c) records what a process writes, renames and fsyncs in one
 * directory; `createDisk` takes that log and says, for any moment of it, what a disk with a write cache would have kept.
 */
export * from './log.ts';
export * from './disk.ts';
export * from './recorder.ts';

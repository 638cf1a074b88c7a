import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startBench, type TestBench } from './harness.ts';
import { nextStep, settled } from './kills.ts';

/** A write-ahead log's commits so far (https://sqlite.org/fileformat.html#the_write_ahead_log). */
function commitsOf(dir: string): { readonly log: string; readonly commits: number } {
  const wal = readFileSync(join(dir, 'packline.sqlite-wal'));
  const salts = wal.subarray(16, 24);
  const frame = 24 + wal.readUInt32BE(8);
  let commits = 0;
  for (let at = 32; at + frame <= wal.length; at += frame) {
    // What is left of a log before this one has other salts.
    if (!wal.subarray(at + 8, at + 16).equals(salts)) break;
    if (wal.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return { log: salts.toString('hex'), commits };
}

describe('an act at the bench', () => {
  let bench: TestBench | undefined;
  afterEach(() => bench?.close());

  it('is one commit: opening with a number, closing', async () => {
    // In a process of its own: closing a handle to its files here would drop its locks.
    bench = await startBench({ child: true });
    await bench.demo();
    const { dir } = bench;
    const acts = new Map<string, number[]>();
    /** What else the station writes now and then (the mark of its clock) must not decide: each act is seen several times. */
    async function counted(name: string, act: () => Promise<unknown>): Promise<void> {
      const before = commitsOf(dir);
      await act();
      const after = commitsOf(dir);
      if (after.log === before.log)
        acts.set(name, [...(acts.get(name) ?? []), after.commits - before.commits]);
    }
    for (let closed = 0; closed < 4;) {
      const view = await bench.view();
      const sent = nextStep(view);
      if (view.session?.step === 'label' && view.session.label.state !== 'external') {
        await settled(bench);
        await counted('closed', () => bench?.scan(sent) ?? Promise.resolve());
      } else if (sent === 'CMD:NEXT') await counted('opened', () => bench?.scan(sent) ?? Promise.resolve());
      else await bench.scan(sent);
      if ((await bench.view()).closed) closed += 1;
    }
    expect(Math.min(...(acts.get('opened') ?? []))).toBe(1);
    expect(Math.min(...(acts.get('closed') ?? []))).toBe(1);
    expect(Math.max(...[...acts.values()].flat())).toBeLessThanOrEqual(2);
  }, 60_000);
});

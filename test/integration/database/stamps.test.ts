import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, openStamps } from '../../../electron/station/database/index.ts';
import { formatHlc } from '../../../shared/base/index.ts';

const KEY = new Uint8Array(32).fill(7);

describe('the station’s event clock', () => {
  let directory: string;
  beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'packline-stamps-'))));
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  const fail = (error: unknown): never => {
    throw error;
  };
  const open = () => openDatabase({ directory, key: KEY, onFatal: fail });

  it('begins above what it received from a clock that is ahead, also after a crash', async () => {
    const received = formatHlc({ ms: 1_700_000_240_000, counter: 3, station: 's2' });
    const db = await open();
    const { hlc } = await openStamps(db, { now: () => 1_700_000_000_000 }, 's1', fail);
    hlc.receive(received);
    // What comes with the stamp is written after it.
    await db.config.put({ id: 'any', kind: 'station', value: {}, private: {} });
    await db.close();

    const again = await open();
    const stamps = await openStamps(again, { now: () => 1_700_000_001_000 }, 's1', fail);
    expect(stamps.endedCleanly).toBe(false);
    expect(stamps.hlc.next() > received).toBe(true);
    await stamps.close(true);
    await again.close();
  });

  it('does not run ahead where it was ended as usual', async () => {
    const db = await open();
    const first = await openStamps(db, { now: () => 1_700_000_000_000 }, 's1', fail);
    await first.close(true);
    await db.close();
    const again = await open();
    const { hlc } = await openStamps(again, { now: () => 1_700_000_001_000 }, 's1', fail);
    expect(hlc.next().slice(0, 15)).toBe('001700000001000');
    await again.close();
  });
});

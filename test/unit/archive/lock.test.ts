import { describe, expect, it } from 'vitest';
import { createArchive } from '../../../electron/station/services/archive/index.ts';

/** A station that holds no order at all: whatever it shows it has read from the hub. */
function stationWithout() {
  const noted: unknown[] = [];
  const archive = createArchive({
    ctx: { clock: { now: () => 1_000 }, db: { orders: { get: () => Promise.resolve(undefined) } } },
    siteRules: { get: (key: string) => (key === 'archive.approval' ? true : 24) },
    people: { closed: () => true, get: () => undefined },
    cases: { ofOrder: () => Promise.resolve([]) },
    audit: { note: (what: unknown) => void noted.push(what) },
  } as unknown as Parameters<typeof createArchive>[0]);
  return { archive, noted };
}

describe('the lock of the archive', () => {
  it('holds for an archived order that was read from the hub too (CMP-06)', async () => {
    const { archive, noted } = stationWithout();
    const seen = { status: 'ARCHIVED', channelOrderNo: 'Z-9' };
    expect(await archive.refusal('csv:Z-9', 'op:S1-002', seen)).toMatchObject({
      ok: false,
      code: 'archive_locked',
      data: { order: 'Z-9', asked: false },
    });
    // What was not shown was not looked at.
    expect(noted).toEqual([]);
  });

  it('does not hold for what is not archived', async () => {
    const { archive } = stationWithout();
    const seen = { status: 'COMPLETED', channelOrderNo: 'Z-9' };
    expect(await archive.refusal('csv:Z-9', 'op:S1-002', seen)).toBeUndefined();
  });
});

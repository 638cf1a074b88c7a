import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase, type Database } from '../../../electron/station/database/index.ts';
import { createCases, type CasesService } from '../../../electron/station/services/cases/index.ts';
import type { Context } from '../../../electron/station/services/context.ts';
import { createEmitter, createHlc } from '../../../shared/base/index.ts';
import { siteRuleDefault } from '../../../shared/domain/site-rules/index.ts';
import { caseDoc, type CaseDoc } from '../../../shared/schema/index.ts';
import { mergeAggregates, type Actor, type Role } from '../../../shared/domain/index.ts';

const HOUR = 3_600_000;
const START = 1_800_000_000_000;
const who = (id: string, ...roles: Role[]): Actor => ({ id, roles });

/** One station's cases, with a clock that the test sets. Both stations of a test write one after the other into one folder. */
interface Desk {
  readonly cases: CasesService;
  readonly told: { id: string; role: string; code: string }[];
  set(now: number): void;
}

let directory: string;
let db: Database;
let a: Desk;
let b: Desk;

function desk(station: string): Desk {
  let now = START;
  let next = 0;
  const clock = { now: () => now };
  const told: Desk['told'] = [];
  const ctx = {
    ...{ db, clock, station, site: 'S', dataDir: directory },
    hlc: createHlc({ clock, station }),
    ids: { next: () => `${station}-${(next += 1)}` },
    push: createEmitter(),
    log: () => undefined,
    paused: () => false,
    failed: () => false,
  } as unknown as Context;
  const cases = createCases({
    ctx,
    siteRules: { get: siteRuleDefault },
    tell: (message) => Promise.resolve(told.push(message)),
  });
  return { cases, told, set: (value) => void (now = value) };
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'packline-cases-'));
  db = await openDatabase({ directory, key: new Uint8Array(32).fill(7), onFatal: () => undefined });
  a = desk('AAAA');
  b = desk('BBBB');
});
afterEach(async () => {
  await a.cases.close();
  await b.cases.close();
  await db.close();
  rmSync(directory, { recursive: true, force: true });
});

/** What one station has; gone from the folder, as if the other one had never seen it. */
async function apart(id: string): Promise<CaseDoc> {
  const doc = await db.cases.get(id);
  if (!doc) throw new Error(`${id} is not there`);
  await db.cases.purge([id]);
  return doc;
}

const open = async (at: Desk, given: Partial<Parameters<CasesService['open']>[0]> = {}): Promise<CaseDoc> => {
  const opened = await at.cases.open({
    kind: 'complaint',
    code: 'reported',
    actor: who('op:1', 'CS'),
    ...given,
  });
  if (!opened.ok) throw new Error(opened.code);
  return opened.value;
};

describe('time limits of cases', () => {
  it('come from the site’s rule for the kind; overdue ones are raised once to whoever stands above (COM-06, EXC-08)', async () => {
    const one = await open(a);
    expect(one.due).toBe(START + 24 * HOUR);
    a.set(START + 23 * HOUR);
    expect(await a.cases.sweep()).toBe(0);
    a.set(START + 25 * HOUR);
    expect(await a.cases.sweep()).toBe(1);
    expect(await a.cases.sweep()).toBe(0);
    expect(await a.cases.view(one.id, true)).toMatchObject({
      value: { escalatedTo: 'MGR', priority: 'high', department: 'CS', overdue: true },
    });
    expect(a.told.filter(({ code }) => code === 'case_overdue')).toMatchObject([{ role: 'MGR' }]);
  });

  it('a new limit that runs out is raised again, one that is solved is not', async () => {
    const one = await open(a);
    a.set(START + 25 * HOUR);
    await a.cases.sweep();
    const due = START + 30 * HOUR;
    await a.cases.command(one.id, { type: 'due_changed', data: { due } }, who('op:1', 'CS'));
    expect(await a.cases.sweep()).toBe(0);
    a.set(START + 31 * HOUR);
    expect(await a.cases.sweep()).toBe(1);
    await a.cases.command(one.id, { type: 'solved', data: { outcome: 'apologised' } }, who('op:1', 'CS'));
    a.set(START + 400 * HOUR);
    expect(await a.cases.sweep()).toBe(0);
  });

  it('of a clock that was set back neither raise what is in time nor lose what was raised', async () => {
    const one = await open(a);
    a.set(START + 25 * HOUR);
    await a.cases.sweep();
    a.set(START - 100 * HOUR);
    expect(await a.cases.sweep()).toBe(0);
    const noted = await a.cases.command(one.id, { type: 'noted', data: {} }, who('op:1', 'CS'), 'still here');
    expect(noted).toMatchObject({ ok: true });
    const doc = await a.cases.get(one.id);
    const stamps = doc?.events.map(({ at }) => at) ?? [];
    expect([...stamps].sort()).toEqual(stamps);
    const view = await a.cases.view(one.id, true);
    expect(view).toMatchObject({ value: { escalatedTo: 'MGR', overdue: false } });
  });

  it('two stations that raise the same write one step', async () => {
    const one = await open(a);
    const seen: CaseDoc[] = [];
    for (const at of [a, b]) {
      await db.cases.insertMany([one]);
      at.set(START + 25 * HOUR);
      await at.cases.sweep();
      seen.push(await apart(one.id));
    }
    const [left, right] = seen;
    if (!left || !right) throw new Error('lost');
    const merged = caseDoc(mergeAggregates(left, right) as unknown as CaseDoc);
    expect(merged.events.filter(({ type }) => type === 'escalated')).toHaveLength(1);
  });
});

describe('a case that two open', () => {
  it('of one id is one case, and what both of them said stays', async () => {
    const given = { id: 'delivery:csv:1:late', kind: 'delivery' as const, code: 'late' };
    const left = await open(a, { ...given, note: 'from A' });
    expect((await open(a, { ...given, note: 'again' })).events).toEqual(left.events);
    await apart(left.id);
    const right = await open(b, { ...given, note: 'from B' });
    const merged = mergeAggregates(left, right);
    const again = mergeAggregates(right, left);
    expect(merged).toEqual(again);
    expect(
      Object.values(merged.private?.events ?? {})
        .map(({ note }) => note)
        .sort(),
    ).toEqual(['from A', 'from B']);
    expect(merged.events.filter(({ type }) => type === 'opened')).toHaveLength(1);
  });

  it('that is over is opened anew only where that is asked for', async () => {
    const given = { id: 'damage:csv:1:MUG', kind: 'damage' as const, code: 'quality' };
    const first = await open(a, given);
    await a.cases.command(first.id, { type: 'solved', data: { outcome: 'replaced' } }, who('op:1', 'CS'));
    expect((await open(a, given)).id).toBe(first.id);
    expect((await open(a, { ...given, again: true })).id).toBe(`${first.id}~2`);
    expect((await open(a, { ...given, again: true })).id).toBe(`${first.id}~2`);
  });

  it('is told to the department that gets it', async () => {
    await open(a, { kind: 'payment', code: 'wrong_amount' });
    expect(a.told).toMatchObject([{ role: 'FIN', code: 'case_opened' }]);
  });
});

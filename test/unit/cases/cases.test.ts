import { describe, expect, it } from 'vitest';
import { formatHlc } from '../../../shared/base/index.ts';
import { acceptAggregate } from '../../../shared/domain/acceptance/index.ts';
import {
  CASE_DECIDERS,
  CASE_KINDS,
  CASE_OUTCOMES,
  CASE_ROUTES,
  CASE_TRANSITIONS,
  decideCase,
  foldCase,
  type CaseBase,
  type CaseEvent,
  type CaseEventDraft,
  type CaseKind,
} from '../../../shared/domain/cases/index.ts';
import { mergeAggregates, type Actor, type Role } from '../../../shared/domain/index.ts';
import { POSTS } from '../../../shared/domain/rights/index.ts';

const base = (kind: CaseKind = 'shortage'): CaseBase => ({
  kind,
  code: 'reported',
  createdAt: 1_000,
  author: 'op:1',
  department: CASE_ROUTES[kind].department,
  priority: 'normal',
  facts: { qty: 2 },
});
let n = 0;
const event = <T extends CaseEvent['type']>(
  type: T,
  data: Extract<CaseEvent, { type: T }>['data'],
  more: Partial<CaseEvent> = {},
): CaseEvent => {
  n += 1;
  const at = `${String(n).padStart(15, '0')}-00000-A1`;
  return { id: `e${n}`, type, at, by: 'op:2', station: 'A1', data, ...more } as CaseEvent;
};
const state = (events: readonly CaseEvent[], kind?: CaseKind) => foldCase({ base: base(kind), events });
const who = (id: string, ...roles: Role[]): Actor => ({ id, roles });

describe('a case', () => {
  it('goes from open over assigned and solved to closed, and back when it is opened again', () => {
    const opened = event('opened', {});
    const assigned = event('assigned', { person: 'op:3' });
    const solved = event('solved', { outcome: 'waited' });
    const closed = event('closed', {});
    expect(state([opened]).status).toBe('OPEN');
    expect(state([opened, assigned])).toMatchObject({ status: 'ASSIGNED', person: 'op:3' });
    expect(state([opened, assigned, solved])).toMatchObject({ status: 'SOLVED', outcome: 'waited' });
    expect(state([opened, assigned, solved, closed]).status).toBe('CLOSED');
    const again = event('reopened', { reason: 'not so' });
    expect(state([opened, assigned, solved, closed, again])).toMatchObject({ status: 'ASSIGNED' });
  });

  it('goes to another department without the person who had it (EXC-11)', () => {
    const moved = [event('assigned', { person: 'op:3' }), event('assigned', { department: 'LOG' })];
    expect(state(moved)).toMatchObject({ department: 'LOG', status: 'OPEN' });
    expect(state(moved).person).toBeUndefined();
  });

  it('that two people decide differently is open until somebody decides over both', () => {
    const one = event('solved', { outcome: 'waited' });
    const other = event('solved', { outcome: 'order_cancelled' }, { station: 'B1' });
    for (const events of [
      [one, other],
      [other, one],
    ])
      expect(state(events)).toMatchObject({ status: 'OPEN', disputed: true });
    const decided = decideCase(
      state([one, other]),
      base(),
      { type: 'solved', data: { outcome: 'waited' } },
      { actor: who('op:9', 'CS') },
    );
    if (!decided.ok) throw new Error(decided.error.code);
    const last = event('solved', (decided.value[0]?.data ?? {}) as never);
    expect(state([one, other, last])).toMatchObject({ status: 'SOLVED', outcome: 'waited', disputed: false });
  });

  it('folds to one state in whatever order, partition and repetition its events arrive', () => {
    const events = [
      event('opened', {}),
      event('assigned', { department: 'WHL', person: 'op:4' }),
      event('escalated', { to: 'MGR', priority: 'major' }),
      event('detailed', { facts: { cause: 'sold_out' } }),
      event('solved', { outcome: 'waited' }),
      event('due_changed', { due: 5_000 }),
      event('closed', {}),
      event('reopened', { reason: 'r' }),
      event('linked', { order: 'csv:1' }),
    ];
    const whole = state(events);
    for (let round = 0; round < 40; round += 1) {
      const shuffled = events
        .map((one, at) => ({ one, key: (at * 7919 + round * 104_729) % 101 }))
        .sort((a, b) => a.key - b.key)
        .map(({ one }) => one);
      const cut = round % events.length;
      const make = (part: readonly CaseEvent[]) => ({
        ...{ id: 'c', site: 's', base: base(), events: part },
        private: { events: {} },
      });
      const merged = mergeAggregates(
        make([...shuffled.slice(0, cut), ...shuffled]),
        make(shuffled.slice(cut)),
      );
      expect(foldCase(merged)).toEqual(whole);
    }
  });

  it('is raised to whoever stands above and stays with its department (EXC-09, EXC-10)', () => {
    const raised = state([event('escalated', { to: 'MGR', priority: 'high' })], 'complaint');
    expect(raised).toMatchObject({ department: 'CS', escalatedTo: 'MGR', priority: 'high', escalations: 1 });
  });
});

describe('who may do what with a case', () => {
  const solve: CaseEventDraft = { type: 'solved', data: { outcome: 'granted' } };

  it('packers raise, note and escalate; they decide nothing (EXC-09)', () => {
    const packer = who('op:7', 'PKR');
    const may = (draft: CaseEventDraft) => decideCase(state([]), base('other'), draft, { actor: packer }).ok;
    expect(may({ type: 'noted', data: {} })).toBe(true);
    expect(may({ type: 'escalated', data: { to: 'WHL', priority: 'high' } })).toBe(true);
    expect(may({ type: 'solved', data: { outcome: 'solved' } })).toBe(false);
    expect(may({ type: 'assigned', data: { person: 'op:1' } })).toBe(false);
    expect(may({ type: 'contacted', data: { with: 'customer' } })).toBe(false);
    for (const kind of CASE_KINDS) expect(CASE_DECIDERS[kind]).not.toContain('PKR');
  });

  it('only the order desk talks with customers; logistics talks with carriers (ruling 5)', () => {
    const talk = (role: Role, party: 'customer' | 'carrier') =>
      decideCase(
        state([]),
        base('delivery'),
        { type: 'contacted', data: { with: party } },
        { actor: who('op:7', role) },
      ).ok;
    expect(talk('CS', 'customer')).toBe(true);
    expect(talk('LOG', 'carrier')).toBe(true);
    expect(talk('LOG', 'customer')).toBe(false);
    expect(talk('WHL', 'customer')).toBe(false);
  });

  it('access to the archive and breaches of procedure are decided by somebody else (CMP-06, AUD-05)', () => {
    const asked = decideCase(state([], 'archive_access'), base('archive_access'), solve, {
      actor: who('op:1', 'MGR'),
    });
    expect(asked).toMatchObject({ ok: false, error: { code: 'same_person' } });
    const other = decideCase(state([], 'archive_access'), base('archive_access'), solve, {
      actor: who('op:5', 'MGR'),
    });
    expect(other.ok).toBe(true);
    const about = { ...base('violation'), facts: { person: 'op:5' } };
    const own = decideCase(foldCase({ base: about, events: [] }), about, solve, {
      actor: who('op:5', 'MGR'),
    });
    expect(own).toMatchObject({ ok: false, error: { code: 'same_person' } });
  });

  it('what is decided says how, what is opened again says why', () => {
    const lead = who('op:5', 'MGR');
    const blank = decideCase(state([]), base(), { type: 'solved', data: { outcome: ' ' } }, { actor: lead });
    expect(blank).toMatchObject({ ok: false, error: { code: 'outcome_required' } });
    const solved = state([event('solved', { outcome: 'waited' })]);
    const again = decideCase(solved, base(), { type: 'reopened', data: { reason: '' } }, { actor: lead });
    expect(again).toMatchObject({ ok: false, error: { code: 'reason_required' } });
    const late = decideCase(solved, base(), { type: 'solved', data: { outcome: 'x' } }, { actor: lead });
    expect(late).toMatchObject({ ok: false, error: { code: 'wrong_status' } });
  });

  it('every kind has a department, somebody above it, outcomes and somebody who decides (ALC-06)', () => {
    for (const kind of CASE_KINDS) {
      expect(CASE_ROUTES[kind].department).not.toBe(CASE_ROUTES[kind].above);
      expect(CASE_OUTCOMES[kind].length).toBeGreaterThan(1);
      expect(CASE_DECIDERS[kind].some((role) => (POSTS as readonly Role[]).includes(role))).toBe(true);
    }
    const events = new Set(CASE_TRANSITIONS.map((row) => row.event));
    expect(events.size).toBe(CASE_TRANSITIONS.length);
  });
});

describe('a case that a station pushes', () => {
  const stamp = (ms: number, station: string): string => formatHlc({ ms, counter: 0, station });
  const signer = (...roles: Role[]) => ({ station: 'A1', rolesOf: () => roles });
  const pushed = (type: CaseEvent['type'], data: object, secret: object = {}) => ({
    ...{ id: 'c1', site: 's', base: { ...base('other') } as Readonly<Record<string, unknown>> },
    events: [
      { id: 'opened:c1', type: 'opened', at: stamp(1_000, 'A1'), by: 'op:7', station: 'A1', data: {} },
      { id: 'x', type, at: stamp(2_000, 'A1'), by: 'op:7', station: 'A1', data },
    ],
    private: { events: secret as Readonly<Record<string, unknown>> },
  });
  const accept = (doc: ReturnType<typeof pushed>, ...roles: Role[]) =>
    acceptAggregate({ kind: 'cases', pushed: doc, master: undefined, assumed: true }, signer(...roles), {
      now: 10_000,
      maxAheadMs: 0,
      maxEvents: 100,
    });

  it('is taken from whoever may write its steps, and from nobody else', () => {
    expect(accept(pushed('noted', {}, { x: { note: 'n' } }), 'PKR')).toMatchObject({ verdict: 'take' });
    expect(accept(pushed('solved', { outcome: 'solved' }), 'PKR')).toMatchObject({
      verdict: 'refused',
      code: 'role_not_allowed',
    });
    expect(accept(pushed('solved', { outcome: 'solved' }), 'WHL')).toMatchObject({ verdict: 'take' });
  });

  it('is refused where a step does not say what its type says', () => {
    for (const [type, data] of [
      ['assigned', { department: 'PKR' }],
      ['detailed', { facts: { deep: { in: 'side' } } }],
      ['due_changed', { due: 'soon' }],
      ['solved', {}],
    ] as const)
      expect(accept(pushed(type, data), 'MGR')).toMatchObject({ verdict: 'refused', code: 'schema_invalid' });
  });
});

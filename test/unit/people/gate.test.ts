import { describe, expect, it } from 'vitest';
import { guardHandlers } from '../../../electron/station/services/accounts/gate.ts';
import type { Who, Window } from '../../../electron/station/services/accounts/types.ts';
import { stationContract, type MethodName } from '../../../shared/contract/index.ts';
import { METHOD_RIGHTS, SETTING_RIGHTS } from '../../../shared/contract/rights.ts';
import { settings } from '../../../shared/contract/views.ts';
import { POSTS, type Post } from '../../../shared/domain/rights/index.ts';

const METHODS = Object.keys(stationContract.methods) as MethodName[];

/** What may be called before anybody has signed in: each one is a decision, so each one stands here. */
const BEFORE_SIGN_IN: readonly string[] = [
  'app.hello',
  'bench.scan',
  'bench.view',
  'people.first',
  'scale.view',
  'session.lock',
  'session.pin',
  'session.resume',
  'session.signIn',
  'session.touch',
  'session.view',
  'settings.save',
  'sync.view',
  'upkeep.view',
];

function station({ closed = true, stopped = false } = {}) {
  const called: string[] = [];
  const noted: string[] = [];
  const handlers = Object.fromEntries(
    METHODS.map((name) => [name, () => ({ ok: called.push(name) > 0, value: null })]),
  );
  const guarded = guardHandlers(handlers as never, {
    people: { closed: () => closed } as never,
    signIn: { touch: () => undefined },
    stop: { standing: () => (stopped ? { at: 1, by: 'x', reason: 'y' } : null) },
    audit: { note: ({ what }: { what: string }) => void noted.push(what) } as never,
    acts: new Set<MethodName>(['orders.act', 'settings.save', 'stop.lift', 'bench.scan']),
    benchOperator: () => 'op:me',
    now: () => 1_000_000,
    idOf: () => 'op:me',
  }) as unknown as Record<string, (input: unknown, window: Window) => unknown>;
  const window = (who?: Partial<Who>, console = false): Window =>
    ({
      console,
      who: () => who && { id: 'op:me', roles: [], by: 'password', mustChange: null, ...who },
    }) as unknown as Window;
  /** @returns a refusal's code, `thrown` where the call has no room for one, or `called` */
  const call = (name: string, input: object, who?: Partial<Who>, console = false): string => {
    called.length = 0;
    try {
      const answer = guarded[name]?.(input, window(who, console)) as { code?: string } | undefined;
      if (called.length > 0) return 'called';
      return answer?.code ?? 'nothing';
    } catch {
      return 'thrown';
    }
  };
  return { call, noted };
}

const refusedBy = (result: string): boolean => result !== 'called';

describe('the door of the station', () => {
  it('stands before every method of the contract, and lets nobody through unsigned but for these', () => {
    const { call } = station();
    const open = METHODS.filter((name) => !refusedBy(call(name, {})));
    expect(open.sort()).toEqual(BEFORE_SIGN_IN);
  });

  it('asks nobody before there is an administrator, nor the console of the machine', () => {
    const free = station({ closed: false });
    const closed = station();
    for (const name of METHODS) {
      expect(free.call(name, {}), name).toBe('called');
      expect(closed.call(name, {}, undefined, true), name).toBe('called');
    }
  });

  it('lets each post call what the table gives it and nothing else', () => {
    const { call } = station();
    for (const name of METHODS) {
      const { who, by } = METHOD_RIGHTS[name];
      const input = who === 'bench' ? { bench: 'B1' } : {};
      for (const post of POSTS) {
        const may = typeof who === 'string' || (who as readonly Post[]).includes(post);
        expect(!refusedBy(call(name, input, { roles: [post] })), `${post} ${name}`).toBe(may);
        const byPin = may && (by === 'pin' || who === 'anyone');
        expect(!refusedBy(call(name, input, { roles: [post], by: 'pin' })), `${post} ${name}`).toBe(byPin);
      }
      expect(refusedBy(call(name, input, { roles: [] }))).toBe(typeof who !== 'string');
    }
  });

  it('takes the name in a call for nothing: it must be that of whoever signed in', () => {
    const { call, noted } = station();
    const all = { roles: [...POSTS] };
    for (const name of METHODS)
      expect(refusedBy(call(name, { bench: 'B1', operator: 'op:other' }, all)), name).toBe(true);
    expect(noted).toContain('refused');
    expect(call('bench.command', { bench: 'B1' }, { ...all, id: 'op:other' })).toBe('thrown');
  });

  it('opens nothing but its change to a password that was given or is too old', () => {
    const { call } = station();
    for (const mustChange of ['given', 'expired'] as const) {
      const open = METHODS.filter(
        (name) => !refusedBy(call(name, { bench: 'B1' }, { roles: [...POSTS], mustChange })),
      );
      for (const name of open) expect(name).toMatch(/^(?:session\.\w+|app\.hello|stop\.press)$/);
      expect(open).toContain('session.secret');
    }
  });

  it('stops the acts while the emergency stop stands, whoever asks, but for its end', () => {
    for (const closed of [true, false]) {
      const { call } = station({ closed, stopped: true });
      expect(call('orders.act', {}, { roles: ['ADM', 'CS'] })).toBe('emergency_stop');
      expect(call('settings.save', { siteName: 'x' }, { roles: ['ADM'] })).toBe('emergency_stop');
      expect(call('stop.lift', {}, { roles: ['WHL'] })).toBe('called');
      expect(call('orders.list', {}, { roles: ['CS'] })).toBe('called');
    }
  });

  it('gives every setting its own right, and to a call with several the strictest', () => {
    const { call } = station();
    const fields = Object.keys(settings.shape);
    expect(Object.keys(SETTING_RIGHTS).sort()).toEqual([...fields].sort());
    const free = fields.filter((field) => !refusedBy(call('settings.save', { [field]: 1 })));
    expect(free.sort()).toEqual(['language', 'sound']);
    expect(call('settings.save', { language: 'zh', security: {} }, { roles: ['MGR'] })).toBe(
      'role_not_allowed',
    );
    expect(call('settings.save', { retention: {}, security: {} }, { roles: ['ADM'] })).toBe('called');
    expect(call('settings.save', { printers: [], ahead: {} }, { roles: ['LOG'] })).toBe('role_not_allowed');
    expect(call('settings.save', { printers: [], ahead: {} }, { roles: ['WHL'] })).toBe('called');
    expect(call('settings.save', { printers: [] }, { roles: ['WHL'], by: 'pin' })).toBe('password_needed');
  });
});

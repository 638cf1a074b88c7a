import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSignIn } from '../../../electron/station/services/accounts/sign-in.ts';
import type { Window } from '../../../electron/station/services/accounts/types.ts';
import { SECURITY_DEFAULTS, type AccountView } from '../../../shared/contract/index.ts';
import type { PersonDoc } from '../../../shared/schema/index.ts';

const MINUTE = 60_000;
const DAY = 86_400_000;
const hash = (at: number) => ({ kind: 'scrypt' as const, N: 16, r: 8, p: 1, salt: '', hash: 'right', at });

/** A station's people and benches as plain values; the secret `right` is right. */
async function signInService() {
  let person: PersonDoc = {
    id: 'op:1',
    site: 'main',
    name: 'Li',
    badge: 'A-001',
    roles: ['PKR'],
    active: true,
    private: { password: hash(Date.now()), pin: hash(Date.now()) },
  };
  const bench = { at: '' };
  const ctx = {
    clock: { now: () => Date.now() },
    db: { files: { find: () => Promise.resolve([]) } },
    log: () => undefined,
  };
  const service = await createSignIn({
    ctx: ctx as never,
    people: {
      closed: () => true,
      get: () => person,
      actor: () => (person.active ? person : undefined),
      byBadge: (badge: string) => (badge === person.badge ? person : undefined),
      list: () => [person],
      onChange: () => ({ dispose: () => undefined }),
    } as never,
    settings: { get: () => ({ security: SECURITY_DEFAULTS }) } as never,
    audit: { note: () => undefined } as never,
    secrets: {
      make: () => Promise.reject(new Error()),
      verify: (secret: string) => Promise.resolve(secret === 'right'),
    },
    stop: { standing: () => null, onChange: () => ({ dispose: () => undefined }) } as never,
    benches: () =>
      new Map([
        [
          'B1',
          {
            operator: () => bench.at,
            signIn: (who: { id: string }) => Promise.resolve(void (bench.at = who.id)),
            signOut: () => Promise.resolve(void (bench.at = '')),
          },
        ],
      ]) as never,
  });
  const views: AccountView[] = [];
  const window: Window = service.attach({ console: false, tell: (view) => void views.push(view) });
  return {
    service,
    window,
    views,
    bench,
    change: (next: Partial<PersonDoc>) => void (person = { ...person, ...next }),
    person: () => person,
  };
}

beforeEach(() => void vi.useFakeTimers({ now: 1_750_000_000_000 }));
afterEach(() => void vi.useRealTimers());

describe('a session', () => {
  it('ends when nobody was there for too long, and not before; a clock that is set back ends none', async () => {
    const { service, window, views } = await signInService();
    await service.signIn(window, 'Li', 'right');
    await vi.advanceTimersByTimeAsync(SECURITY_DEFAULTS.idleMinutes * MINUTE - 10_000);
    service.touch(window);
    await vi.advanceTimersByTimeAsync(SECURITY_DEFAULTS.idleMinutes * MINUTE - 10_000);
    expect(window.who()?.id).toBe('op:1');
    vi.setSystemTime(Date.now() - DAY);
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(window.who()?.id).toBe('op:1');
    vi.setSystemTime(Date.now() + DAY + SECURITY_DEFAULTS.idleMinutes * MINUTE);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(window.who()).toBeUndefined();
    expect(views.at(-1)?.person).toBe(null);
    service.close();
  });

  it('at a bench lives by its scans, and the badge waits a minute for its PIN', async () => {
    const { service, window, bench, person } = await signInService();
    expect(service.bench.badge('B1', person())).toBe('pin_asked');
    await vi.advanceTimersByTimeAsync(MINUTE + 5_000);
    expect(await service.pin(window, 'B1', 'right')).toMatchObject({ code: 'badge_first' });
    service.bench.badge('B1', person());
    expect((await service.pin(window, 'B1', 'right')).ok).toBe(true);
    for (let minutes = 0; minutes < 60; minutes += 5) {
      await vi.advanceTimersByTimeAsync(5 * MINUTE);
      service.bench.acted('B1');
    }
    expect(bench.at).toBe('op:1');
    expect(window.who()?.by).toBe('pin');
    await vi.advanceTimersByTimeAsync((SECURITY_DEFAULTS.benchIdleMinutes + 1) * MINUTE);
    expect(bench.at).toBe('');
    expect(window.who()).toBeUndefined();
    service.close();
  });

  it('opens only the change of a password that is too old or was given by somebody else', async () => {
    const { service, window, change, person } = await signInService();
    await service.signIn(window, 'A-001', 'right');
    expect(window.who()?.mustChange).toBe(null);
    const old = Date.now() - (SECURITY_DEFAULTS.passwordDays + 1) * DAY;
    change({ private: { ...person().private, password: hash(old) } });
    expect(window.who()?.mustChange).toBe('expired');
    change({ mustChange: true });
    expect(window.who()?.mustChange).toBe('given');
    service.close();
  });

  it('is locked out after wrong tries in a row, for a time, and another account is not', async () => {
    const { service, window, person } = await signInService();
    const attempt = async (secret: string) => {
      const answer = await service.signIn(window, 'Li', secret);
      return answer.ok ? 'ok' : answer.code;
    };
    for (let n = 1; n < SECURITY_DEFAULTS.attempts; n += 1)
      expect(await attempt('wrong')).toBe('sign_in_wrong');
    expect(await attempt('right')).toBe('ok');
    for (let n = 1; n < SECURITY_DEFAULTS.attempts; n += 1)
      expect(await attempt('wrong')).toBe('sign_in_wrong');
    expect(await attempt('wrong')).toBe('locked_out');
    expect(await attempt('right')).toBe('locked_out');
    expect(service.bench.badge('B1', person())).toBe('locked_out');
    await vi.advanceTimersByTimeAsync(SECURITY_DEFAULTS.lockMinutes * MINUTE + 1_000);
    expect(await attempt('right')).toBe('ok');
    expect(await service.signIn(window, 'Nobody', 'right')).toMatchObject({ code: 'sign_in_wrong' });
    service.close();
  });
});

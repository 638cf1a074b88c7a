import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { openWindow, type TestWindow } from './windows.ts';

const PASSWORD = 'Lantern-7-river';
const OTHER = 'Harbour-9-stone';
let bench: TestBench;
let office: TestWindow;
let admin = '';

const open = (): TestWindow => {
  if (!bench.station) throw new Error('no station');
  return openWindow(bench.station);
};
const idOf = (answer: MethodOutput<'people.save'>): { id: string; badge: string } => {
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
/** Somebody new with both secrets, whose password is their own already. */
async function hire(name: string, roles: readonly string[]): Promise<{ id: string; badge: string }> {
  const person = idOf(await office.call('people.save', { name, roles: [...roles] as never }));
  expect(await office.code('people.secret', { id: person.id, password: OTHER, pin: '740193' })).toBe('ok');
  const first = open();
  await first.signIn(name, OTHER);
  expect(await first.code('queue.list', { status: 'open' })).toBe('not-allowed');
  expect(await first.code('orders.get', { order: 'x' })).toBe('password_change_needed');
  expect(await first.code('session.secret', { current: OTHER, password: OTHER })).toBe('password_same');
  expect(await first.code('session.secret', { current: OTHER, password: PASSWORD })).toBe('ok');
  expect(await first.code('queue.list', { status: 'open' })).toBe(
    roles.includes('PUR') ? 'not-allowed' : 'ok',
  );
  first.close();
  return person;
}

beforeAll(async () => {
  bench = await startBench();
  await bench.demo();
  office = open();
});
afterAll(() => bench.close());

describe('a station', () => {
  it('works without sign-in until there is an administrator, and asks everybody from then on', async () => {
    const other = open();
    expect((await other.call('app.hello', {})).session).toMatchObject({ mode: 'open', person: null });
    expect(await other.code('people.save', { name: 'Li', roles: ['PKR'] })).toBe('administrator_first');
    for (const [password, code] of [
      ['short', 'password_short'],
      ['aaaaaaaaaaaa', 'password_simple'],
      ['12345678', 'password_simple'],
    ] as const)
      expect(await office.code('people.first', { name: 'Chen', password, works: false })).toBe(code);
    const made = await office.call('people.first', { name: 'Chen', password: PASSWORD, works: true });
    expect(made.ok).toBe(true);
    const { session, operators } = await office.call('app.hello', {});
    admin = session?.person?.id ?? '';
    expect(session).toMatchObject({ mode: 'closed', by: 'password', person: { name: 'Chen' } });
    expect(operators.map(({ name }) => name)).toContain('Chen');

    const hello = await other.call('app.hello', {});
    expect(hello.operators).toEqual([]);
    expect(hello.settings.sender).toBe(null);
    expect(await other.code('people.first', { name: 'Eve', password: PASSWORD, works: true })).toBe(
      'administrator_exists',
    );
    expect(await other.code('orders.list', {})).toBe('not-allowed');
    expect(
      await other.code('settings.save', { retention: { privateDays: 1, documentDays: 1, recordDays: 1 } }),
    ).toBe('sign_in');
    expect(await other.code('settings.save', { language: 'zh' })).toBe('ok');
    expect(await other.call('bench.view', { bench: 'B1' })).toMatchObject({ operator: null, session: null });
    expect(await other.scan('CMD:NEXT')).toMatchObject({ kind: 'not_allowed', data: { reason: 'sign_in' } });
    expect(other.sessions.at(-1)).toMatchObject({ mode: 'closed', person: null });
    other.close();
  });

  it('lets in by name or badge and password, and by badge and PIN at the bench; a PIN opens no office', async () => {
    const li = await hire('Li', ['PKR', 'CS']);
    const window = open();
    expect(await window.code('session.signIn', { who: 'Nobody', password: PASSWORD })).toBe('sign_in_wrong');
    expect(await window.code('session.signIn', { who: 'Li', password: OTHER })).toBe('sign_in_wrong');
    expect(await window.code('session.pin', { bench: 'B1', pin: '740193' })).toBe('badge_first');
    expect(await window.scan(`BG-${li.badge.toUpperCase()}`)).toMatchObject({
      kind: 'info',
      data: { reason: 'pin_asked', name: 'Li' },
    });
    expect(window.sessions.at(-1)?.asked).toEqual([{ bench: 'B1', name: 'Li' }]);
    expect(await window.code('session.pin', { bench: 'B1', pin: '740194' })).toBe('pin_wrong');
    expect(await window.code('session.pin', { bench: 'B1', pin: '740193' })).toBe('ok');
    expect((await window.call('bench.view', { bench: 'B1' })).operator).toMatchObject({ name: 'Li' });
    expect(await window.code('orders.act', { order: 'x', action: 'approve', operator: li.id })).toBe(
      'password_needed',
    );
    expect(await window.code('bench.command', { bench: 'B1', name: 'NEXT', ref: 'a' })).toBe('ok');
    await window.signIn(li.badge, PASSWORD);
    expect(await window.code('orders.act', { order: 'x', action: 'approve', operator: li.id })).toBe(
      'not_here',
    );
    // Another window is not Li, whoever it says that it is.
    const forger = open();
    expect(await forger.scan('CMD:UNDO')).toMatchObject({ data: { reason: 'sign_in' } });
    expect(await forger.code('bench.command', { bench: 'B1', name: 'UNDO', ref: 'b' })).toBe('not-allowed');
    await forger.signIn('Chen', PASSWORD);
    expect(await forger.code('bench.command', { bench: 'B1', name: 'UNDO', ref: 'c' })).toBe('not-allowed');
    expect(await forger.code('bench.operator', { bench: 'B1', operator: li.id })).toBe('other_person');
    forger.close();
    expect(await window.code('session.lock', {})).toBe('ok');
    expect((await window.call('bench.view', { bench: 'B1' })).operator).toBe(null);
    window.close();
  });

  it('locks an account after wrong tries, also for the right secret and over a restart; an administrator lets it in', async () => {
    await hire('Zhou', ['PKR']);
    let window = open();
    for (let n = 1; n < 5; n += 1)
      expect(await window.code('session.signIn', { who: 'Zhou', password: `wrong ${n}` })).toBe(
        'sign_in_wrong',
      );
    expect(await window.code('session.signIn', { who: 'Zhou', password: 'wrong 5' })).toBe('locked_out');
    expect(await window.code('session.signIn', { who: 'Zhou', password: PASSWORD })).toBe('locked_out');
    await bench.restart();
    window = open();
    office = open();
    expect(await window.code('session.signIn', { who: 'Zhou', password: PASSWORD })).toBe('locked_out');
    await office.signIn('Chen', PASSWORD);
    const zhou = (await office.call('people.list', {})).find(({ name }) => name === 'Zhou');
    expect(zhou?.lockedUntil).toBeGreaterThan(Date.now());
    expect(await office.code('people.unlock', { id: zhou?.id ?? '' })).toBe('ok');
    expect(await window.code('session.signIn', { who: 'Zhou', password: PASSWORD })).toBe('ok');
    window.close();
  });

  it('brings a window back after its connection broke, and not with a token that is over', async () => {
    const window = open();
    const token = await window.signIn('Chen', PASSWORD);
    window.close();
    const again = open();
    expect(await again.code('session.resume', { token: `${token}x` })).toBe('session_over');
    expect(await again.code('session.resume', { token })).toBe('ok');
    expect(again.sessions.at(-1)?.person?.name).toBe('Chen');
    await again.call('session.lock', {});
    expect(await again.code('session.resume', { token })).toBe('session_over');
    again.close();
  });

  it('ends the session of whoever loses a right in the middle of work, and keeps the last administrator', async () => {
    const wu = await hire('Wu', ['CS', 'REV']);
    const window = open();
    await window.signIn('Wu', PASSWORD);
    expect(await window.code('orders.list', {})).toBe('ok');
    expect(await office.code('people.save', { id: wu.id, name: 'Wu', roles: ['CS'] })).toBe('ok');
    expect(await window.code('orders.list', {})).toBe('not-allowed');
    expect(window.sessions.at(-1)?.person).toBe(null);
    await window.signIn('Wu', PASSWORD);
    expect(await office.code('people.active', { id: wu.id, active: false })).toBe('ok');
    expect(await window.code('orders.list', {})).toBe('not-allowed');
    expect(await window.code('session.signIn', { who: 'Wu', password: PASSWORD })).toBe('sign_in_wrong');
    expect(await office.code('people.active', { id: admin, active: false })).toBe('last_administrator');
    expect(await office.code('people.save', { id: admin, name: 'Chen', roles: ['MGR'] })).toBe(
      'last_administrator',
    );
    expect(await office.code('people.save', { name: 'Chen', roles: ['PKR'] })).toBe('name_taken');
    expect(await office.code('people.secret', { id: admin, pin: '1234' })).toBe('pin_simple');
    window.close();
  });

  it('stops everything at the button, until a supervisor lets it go on', async () => {
    const packer = await hire('Sun', ['PKR']);
    const window = open();
    await window.signIn('Sun', PASSWORD);
    expect(await window.code('stop.press', { operator: admin, reason: 'x' })).toBe('other_person');
    expect(await window.code('stop.press', { operator: packer.id, reason: 'labels are wrong' })).toBe('ok');
    expect(await office.code('settings.save', { siteName: 'B' })).toBe('emergency_stop');
    expect(await office.code('orders.act', { order: 'x', action: 'approve', operator: admin })).toBe(
      'emergency_stop',
    );
    await office.call('bench.operator', { bench: 'B1', operator: admin });
    expect(await office.scan('6901234567892')).toMatchObject({ data: { reason: 'emergency_stop' } });
    await bench.restart();
    office = open();
    await office.signIn('Chen', PASSWORD);
    expect((await office.call('session.view', {})).stop).toMatchObject({
      by: 'Sun',
      reason: 'labels are wrong',
    });
    const again = open();
    await again.signIn('Sun', PASSWORD);
    expect(await again.code('stop.lift', { operator: packer.id, note: 'fine' })).toBe('role_not_allowed');
    expect(await office.code('stop.lift', { operator: admin, note: 'printer changed' })).toBe('ok');
    expect(await office.code('settings.save', { siteName: 'B' })).toBe('ok');
    again.close();
  });

  it('keeps a record of all this, with old and new value, and gives it as a file', async () => {
    const day = { from: Date.now() - 3_600_000, to: Date.now() + 60_000 };
    const acts = await office.call('audit.list', { ...day, kind: 'acts', limit: 500 });
    const kinds = new Set(acts.rows.map(({ what }) => what));
    for (const what of [
      'sign_in',
      'sign_in_failed',
      'locked_out',
      'unlocked',
      'person_added',
      'person_changed',
      'secret_set',
      'refused',
      'emergency_stop',
      'emergency_stop_lifted',
      'setting_changed',
    ])
      expect([...kinds]).toContain(what);
    const changed = acts.rows.find(({ what, on }) => what === 'setting_changed' && on === 'siteName');
    expect(changed).toMatchObject({ by: admin, old: '"Test site"', new: '"B"' });
    expect(acts.rows.find(({ what }) => what === 'emergency_stop')?.reason).toBe('labels are wrong');
    expect(JSON.stringify(acts.rows)).not.toContain(PASSWORD);
    const steps = await office.call('audit.list', { ...day, kind: 'steps', search: 'order:released' });
    expect(steps.total).toBeGreaterThan(100);
    expect(steps.rows[0]).toMatchObject({ old: 'APPROVED', new: 'READY_TO_SHIP', by: 'SYS' });
    const made = await office.call('audit.export', { ...day, kind: 'acts', operator: admin });
    if (!made.ok) throw new Error(made.code);
    const chunks: Uint8Array[] = [];
    for await (const chunk of bench.station?.openDownload(made.value.token)?.stream ?? []) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    expect(text.split('\r\n')).toHaveLength(made.value.rows + 2);
    expect(await open().code('audit.list', day)).toBe('not-allowed');
  });

  it('never asks the console of its own machine', async () => {
    if (!bench.station) throw new Error('no station');
    const terminal = openWindow(bench.station, { console: true });
    expect(await terminal.code('orders.list', {})).toBe('ok');
    expect((await terminal.call('app.hello', {})).operators.length).toBeGreaterThan(1);
    terminal.close();
  });
});

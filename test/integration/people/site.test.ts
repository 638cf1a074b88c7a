import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TestBench } from '../station/harness.ts';
import { joinHub, startSyncBench, startTestHub, untilSync, type TestHub } from '../sync/harness.ts';
import { untilSo } from '../../lib/until.ts';

const PASSWORD = 'Lantern-7-river';

describe('people of a site', { timeout: 90_000 }, () => {
  let hub: TestHub;
  let a: TestBench;
  let b: TestBench;

  beforeAll(async () => {
    hub = await startTestHub();
    [a, b] = await Promise.all([startSyncBench(), startSyncBench({ child: true })]);
  });
  afterAll(async () => {
    await Promise.all([a.close(), b.close()]);
    await hub.close();
  });

  const person = async (bench: TestBench) => (await bench.call('session.view', {})).person?.name ?? null;
  const settled = (bench: TestBench) =>
    untilSync(bench, ({ state, pushing }) => state === 'online' && pushing === 0, 'agreement');

  it('sign in at every station with the secrets that they got at one, and go when they are sent', async () => {
    await joinHub(b, hub);
    expect((await a.call('people.first', { name: 'Chen', password: PASSWORD, works: true })).ok).toBe(true);
    const li = await a.call('people.save', { name: 'Li', roles: ['PKR'] });
    if (!li.ok) throw new Error(li.code);
    await a.call('people.secret', { id: li.value.id, pin: '740193' });
    expect((await b.call('session.view', {})).mode).toBe('open');
    await joinHub(a, hub);
    await settled(a);

    // From the moment at which it knows of an administrator, the other station asks everybody, too.
    await untilSo(
      async () => (await b.call('session.view', {})).mode === 'closed',
      'the other station to close',
    );
    await untilSo(
      async () =>
        (await b.scan(`BG-${li.value.badge.toUpperCase()}`)).data['reason'] === 'pin_asked' || undefined,
      'the packer to be known there',
    );
    expect((await b.call('session.pin', { bench: 'B1', pin: '740193' })).ok).toBe(true);
    expect(await person(b)).toBe('Li');
    expect((await b.view()).operator?.name).toBe('Li');

    // Sent at one station, gone at the other in the middle of work.
    expect((await a.call('people.active', { id: li.value.id, active: false })).ok).toBe(true);
    await untilSo(async () => (await person(b)) === null, 'the session to end');
    await untilSo(async () => (await b.view()).operator === null, 'the bench to be locked');
    expect((await hub.documents('people', [li.value.id])).get(li.value.id)).toMatchObject({ active: false });

    // The administrator of the site is one at every station of it; nobody was refused.
    expect((await b.call('session.signIn', { who: 'Chen', password: PASSWORD })).ok).toBe(true);
    expect((await b.call('people.save', { name: 'Wu', roles: ['CS'] })).ok).toBe(true);
    await untilSo(
      async () => (await a.call('people.list', {})).some(({ name }) => name === 'Wu'),
      'the new one at the first station',
    );
    expect((await settled(a)).refused).toBe(0);
    expect((await settled(b)).refused).toBe(0);
  });
});

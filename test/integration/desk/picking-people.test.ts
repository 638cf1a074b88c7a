import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPtyGun, type PtyGun } from '../../fakes/gun.ts';
import { openWindow, type TestWindow } from '../people/windows.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, saveOrders, saveProducts, shipmentOf } from '../station/shop.ts';
import { untilSo } from '../../lib/until.ts';

const PASSWORD = 'Lantern-7-river';
const PIN = '740193';

describe('a gun on a line of the station', () => {
  let folder: string;
  let gun: PtyGun;
  let bench: TestBench;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packline-pick-'));
    gun = await createPtyGun(join(folder, 'gun'));
    bench = await startBench();
    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'A-1', lines: { PEN: 2 } },
      { no: 'A-2', lines: { SOCK: 1 } },
    ]);
    const path = {
      id: 'gun-1',
      path: gun.path,
      baudRate: 9600,
      dataBits: 8 as const,
      parity: 'none' as const,
    };
    await bench.call('settings.save', { guns: [{ ...path, stopBits: 1 as const, bench: 'B1' }] });
    await bench.until(({ devices }) => devices.some(({ id, state }) => id === 'gun-1' && state === 'ready'));
  });
  afterEach(async () => {
    await bench.close();
    await gun.close();
    await rm(folder, { recursive: true, force: true });
  });
  const walk = async () => (await bench.call('pick.view', { bench: 'B1' })).walk;

  it('is the picker’s while the page of picking is in front, and the bench’s again when it is not (PIC-02)', async () => {
    await bench.call('pick.front', { bench: 'B1', on: true });
    await gun.type(`A-1\r${EAN.PEN}\r`);
    await untilSo(async () => (await walk())?.positions[0]?.taken === 1, 'the unit that was taken');
    expect((await bench.view()).session).toBeNull();
    await bench.call('pick.front', { bench: 'B1', on: false });
    await gun.type('A-2\r');
    await bench.until((view) => view.session?.shipment === shipmentOf('A-2'));
    expect((await walk())?.positions[0]).toMatchObject({ sku: 'PEN', taken: 1 });
  });
});

describe('who may', () => {
  let bench: TestBench;
  const people = new Map<
    string,
    { readonly id: string; readonly badge: string; readonly window: TestWindow }
  >();
  const of = (post: string) => {
    const person = people.get(post);
    if (!person) throw new Error(post);
    return person;
  };
  beforeEach(async () => {
    bench = await startBench();
    const { station } = bench;
    if (!station) throw new Error('no station');
    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'A-1', lines: { PEN: 2 } },
      { no: 'A-2', lines: { SOCK: 1 } },
    ]);
    const boss = openWindow(station);
    expect(await boss.code('people.first', { name: 'Chen', password: PASSWORD, works: false })).toBe('ok');
    for (const post of ['PIK', 'PKR', 'WHL', 'LOG', 'CS'] as const) {
      const saved = await boss.call('people.save', { name: `P-${post}`, roles: [post] });
      if (!saved.ok) throw new Error(saved.code);
      const { id, badge } = saved.value;
      await boss.call('people.secret', { id, password: `${PASSWORD}!`, pin: PIN });
      const window = openWindow(station);
      await window.signIn(badge, `${PASSWORD}!`);
      await window.call('session.secret', { current: `${PASSWORD}!`, password: PASSWORD });
      people.set(post, { id, badge, window });
    }
  });
  afterEach(() => bench.close());
  async function atBench(post: string): Promise<TestWindow> {
    const { badge, window } = of(post);
    await window.scan(`BG-${badge.toUpperCase()}`);
    expect(await window.code('session.pin', { bench: 'B1', pin: PIN })).toBe('ok');
    return window;
  }
  const begin = (window: TestWindow, no: string) =>
    window.call('pick.act', { bench: 'B1', act: { type: 'order', shipment: shipmentOf(no) } });

  it('picks: pickers, under their own name, at the bench where they are; a lead takes it back (PIC-05)', async () => {
    const packer = await atBench('PKR');
    expect(await begin(packer, 'A-1')).toMatchObject({
      kind: 'not_allowed',
      data: { reason: 'role_not_allowed' },
    });
    await packer.call('pick.act', { bench: 'B1', act: { type: 'ok' } });
    // By a forged call of somebody who is not at that bench.
    const { window: picker } = of('PIK');
    await expect(begin(picker, 'A-1')).rejects.toMatchObject({ code: 'not-allowed' });
    await atBench('PIK');
    expect((await begin(picker, 'A-1')).kind).toBe('opened');
    const giveBack = (post: string) =>
      of(post).window.code('pick.giveBack', {
        shipment: shipmentOf('A-1'),
        reason: 'went home',
        operator: of(post).id,
      });
    expect(await giveBack('PKR')).toBe('role_not_allowed');
    expect(await giveBack('CS')).toBe('role_not_allowed');
    expect(await giveBack('WHL')).toBe('ok');
    expect((await picker.call('pick.view', { bench: 'B1' })).walk).toBeNull();
    const [parcel] = await of('WHL').window.call('pick.ofOrder', { order: orderOf('A-1') });
    expect(parcel).toMatchObject({ status: 'QUEUED' });
  });

  it('keeps agreements and chooses carriers: logistics; others see no prices (CAR-03)', async () => {
    const agreement = {
      id: 'OWN-CITY',
      carrier: 'OWN',
      name: 'City',
      service: 'standard' as const,
      cod: false,
      fragile: true,
      currency: 'CNY',
      zones: [
        {
          name: 'z',
          provinces: ['浙江'],
          firstGrams: 1000,
          firstMinor: 500,
          stepGrams: 1000,
          stepMinor: 100,
        },
      ],
      active: true,
    };
    for (const post of ['PIK', 'PKR', 'WHL', 'CS'] as const)
      expect(await of(post).window.code('agreements.save', { agreement, operator: of(post).id }), post).toBe(
        'role_not_allowed',
      );
    expect(await of('LOG').window.code('agreements.save', { agreement, operator: of('LOG').id })).toBe('ok');
    expect(await of('PIK').window.code('agreements.list', {})).toBe('not-allowed');
    const choose = (post: string) =>
      of(post).window.code('carriers.choose', {
        order: orderOf('A-2'),
        carrier: 'OWN',
        agreement: 'OWN-CITY',
        reason: 'near',
        operator: of(post).id,
      });
    for (const post of ['PIK', 'PKR', 'CS']) expect(await choose(post), post).toBe('role_not_allowed');
    expect(await choose('LOG')).toBe('ok');
  });
});

import { describe, expect, it } from 'vitest';
import { createHidGun, listHid, usbIdOf } from '../../../electron/station/devices/index.ts';
import type { GunScan, HidGunOptions, HidInfo } from '../../../electron/station/devices/index.ts';
import { createFakeHid, hidReports } from '../../fakes/hid.ts';
import { createFakeDeviceClock } from '../../fakes/serial-line.ts';

const VOYAGER: HidInfo = {
  path: '/dev/hidraw3',
  vendorId: 0x0c2e,
  productId: 0x0b8f,
  serialNumber: '14045B1234',
  manufacturer: 'Honeywell',
  product: 'Voyager 1400g',
  usagePage: 0x8c,
  usage: 2,
};
const USB = '0c2e:0b8f:14045b1234';

function setup(more: Partial<HidGunOptions> = {}) {
  const hid = createFakeHid();
  const clock = createFakeDeviceClock();
  const scans: string[] = [];
  const states: string[] = [];
  const raw: number[] = [];
  const show = (scan: GunScan): string =>
    'text' in scan ? `${scan.symbology ?? ''}${scan.text}` : `<${scan.invalid}>`;
  const start = () =>
    createHidGun({
      path: VOYAGER.path,
      usb: USB,
      clock,
      module: () => Promise.resolve(hid.module),
      onScan: (scan) => scans.push(show(scan)),
      onStatus: ({ state, code }) => states.push(code === undefined ? state : `${state} ${code}`),
      onRaw: (bytes) => raw.push(bytes.length),
      ...more,
    });
  const send = (text: string, path = VOYAGER.path): void => {
    for (const report of hidReports(text, ']C0')) hid.send(path, report);
  };
  return { hid, clock, scans, states, raw, start, send };
}

describe('HID-POS gun', () => {
  it('opens, reads, shows the reports as they came, closes and leaves nothing behind', async () => {
    const { hid, clock, scans, states, raw, start, send } = setup();
    hid.plug(VOYAGER);
    const gun = start();
    await clock.pass(0);
    send('6901234567892');
    send('A'.repeat(120));
    await gun.close();
    await gun.close();
    send('B1');
    expect(scans).toEqual([']C06901234567892', `]C0${'A'.repeat(120)}`]);
    expect(states).toEqual(['opening', 'open']);
    expect(raw).toEqual([64, 64, 64, 64]);
    expect(hid.open).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it('comes back under another path after an unplug; half a code is torn and not glued on', async () => {
    const { hid, clock, scans, states, start, send } = setup();
    hid.plug(VOYAGER);
    const gun = start();
    await clock.pass(0);
    hid.send(VOYAGER.path, hidReports('X'.repeat(60), ']C0')[0] ?? new Uint8Array(0));
    hid.unplug(VOYAGER.path);
    await clock.pass(2000);
    hid.plug({ ...VOYAGER, path: '/dev/hidraw7' });
    await clock.pass(1000);
    send('6901234567892', '/dev/hidraw7');
    expect(scans).toEqual(['<torn>', ']C06901234567892']);
    expect(states).toEqual(['opening', 'open', 'waiting not_found', 'open']);
    await gun.close();
  });

  it('100 times out and in: every code sent while it was open came once', async () => {
    const { hid, clock, scans, states, start, send } = setup();
    const gun = start();
    const sent: string[] = [];
    for (let n = 0; n < 100; n += 1) {
      const path = `/dev/hidraw${String(n)}`;
      hid.plug({ ...VOYAGER, path });
      while (states.at(-1) !== 'open') await clock.pass(100);
      for (let each = 0; each < 5; each += 1) {
        const code = `N${String(n)}-${String(each)}`;
        send(code, path);
        sent.push(`]C0${code}`);
      }
      hid.unplug(path);
      await clock.pass(0);
    }
    expect(scans).toEqual(sent);
    expect(hid.open).toBe(0);
    await gun.close();
  });

  it('says what is wrong: no rights, not there', async () => {
    const { hid, clock, states, start } = setup();
    hid.plug(VOYAGER);
    hid.denied.add(VOYAGER.path);
    const gun = start();
    await clock.pass(0);
    expect(states).toEqual(['opening', 'error no_rights']);
    hid.denied.clear();
    hid.unplug(VOYAGER.path);
    await clock.pass(1000);
    expect(states.at(-1)).toBe('waiting not_found');
    await gun.close();
  });

  it('two guns of one model without serial numbers keep to their paths', async () => {
    const twin = (path: string): HidInfo => ({ path, vendorId: 0x0c2e, productId: 0x0b8f, usagePage: 0x8c });
    const { hid, clock, scans, start, send } = setup({ usb: '0c2e:0b8f:', path: '/dev/hidraw2' });
    hid.plug(twin('/dev/hidraw1'));
    hid.plug(twin('/dev/hidraw2'));
    const gun = start();
    await clock.pass(0);
    send('MINE', '/dev/hidraw2');
    send('OTHER', '/dev/hidraw1');
    expect(scans).toEqual([']C0MINE']);
    await gun.close();
  });
});

describe('the list of HID devices', () => {
  it('on this machine answers with a list, whatever it has', async () => {
    const { devices, code } = await listHid();
    expect(Array.isArray(devices)).toBe(true);
    expect([null, 'no_driver', 'failed']).toContain(code);
  });
  it('says why there is none', async () => {
    const hid = createFakeHid();
    hid.broken = true;
    expect(await listHid(() => Promise.resolve(hid.module))).toEqual({ devices: [], code: 'failed' });
    expect(await listHid(() => Promise.reject(new Error('no native build was found')))).toEqual({
      devices: [],
      code: 'no_driver',
    });
  });
});

describe('USB identity', () => {
  it('is the same from a port (text) and from HID (numbers)', () => {
    expect(usbIdOf(VOYAGER)).toBe(USB);
    expect(usbIdOf({ vendorId: '0C2E', productId: '0x0b8f', serialNumber: '14045B1234 ' })).toBe(USB);
    expect(usbIdOf({ vendorId: undefined, productId: undefined })).toBeUndefined();
    expect(usbIdOf({ vendorId: 0, productId: 0 })).toBeUndefined();
  });
});

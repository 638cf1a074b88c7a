import { describe, expect, it } from 'vitest';
import { createSerialGun, listPorts, portErrorCode } from '../../../electron/station/devices/index.ts';
import type { GunScan, SerialGunOptions } from '../../../electron/station/devices/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/codec/index.ts';
import { createFakeDeviceClock, createFakeLine } from '../../fakes/serial-line.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function setup(more: Partial<SerialGunOptions> = {}) {
  const line = createFakeLine();
  const clock = createFakeDeviceClock();
  const scans: string[] = [];
  const states: string[] = [];
  const show = (scan: GunScan): string =>
    'text' in scan ? scan.text : `${scan.invalid} ${String(scan.bytes)}`;
  const options: SerialGunOptions = {
    path: '/dev/gun',
    clock,
    openPort: line.openPort,
    onScan: (scan) => scans.push(show(scan)),
    onStatus: ({ state, code }) => states.push(code === undefined ? state : `${state} ${code}`),
    ...more,
  };
  return { line, clock, scans, states, options, start: () => createSerialGun(options) };
}

describe('serial gun', () => {
  it('opens, reads, closes and leaves no timer behind', async () => {
    const { line, clock, scans, states, start } = setup();
    const gun = start();
    await clock.pass(0);
    line.send(bytes('A1\r\nB'));
    line.send(bytes('2\r'));
    await gun.close();
    await gun.close();
    line.send(bytes('C3\r'));
    expect(scans).toEqual(['A1', 'B2']);
    expect(states).toEqual(['opening', 'open']);
    expect(line.isOpen).toBe(false);
    expect(clock.timers).toBe(0);
  });

  it('comes back after an unplug in mid-code, half a code is reported and not glued on', async () => {
    const { line, clock, scans, states, start } = setup();
    const gun = start();
    await clock.pass(0);
    line.send(bytes('69012'));
    line.unplug();
    await clock.pass(3000);
    line.plugged = true;
    await clock.pass(1000);
    line.send(bytes('34567892\r'));
    expect(scans).toEqual(['torn 5', '34567892']);
    expect(states).toEqual(['opening', 'open', 'waiting not_found', 'open']);
    await gun.close();
  });

  it('looks again after 100 ms, then slower, at least once a second', async () => {
    const { line, clock, start } = setup();
    line.plugged = false;
    const gun = start();
    await clock.pass(0);
    expect(line.opens).toBe(1);
    await clock.pass(100);
    expect(line.opens).toBe(2);
    await clock.pass(60_000);
    expect(line.opens).toBeGreaterThan(60);
    expect(line.opens).toBeLessThan(70);
    await gun.close();
    const { opens } = line;
    await clock.pass(10_000);
    expect(line.opens).toBe(opens);
  });

  it('says that another program has the port, and takes it when that lets go', async () => {
    const first = setup();
    const holder = first.start();
    await first.clock.pass(0);
    const second = setup({ openPort: first.line.openPort });
    const gun = second.start();
    await second.clock.pass(5000);
    expect(second.states).toEqual(['opening', 'error locked']);
    await holder.close();
    await second.clock.pass(1000);
    expect(second.states).toEqual(['opening', 'error locked', 'open']);
    await gun.close();
  });

  it('says that it may not open the port', async () => {
    const { line, clock, states, start } = setup();
    line.refuse = new Error('Error: Permission denied, cannot open /dev/gun');
    const gun = start();
    await clock.pass(3000);
    expect(states).toEqual(['opening', 'error no_rights']);
    await gun.close();
  });

  it('says that an opening hangs, makes no second one, and does not wait for it to close', async () => {
    const { line, clock, states, start } = setup();
    line.hang = true;
    const gun = start();
    await clock.pass(6000);
    expect(states).toEqual(['opening', 'error open_timeout']);
    expect(line.opens).toBe(1);
    const closing = gun.close();
    await clock.pass(1000);
    await closing;
    line.release();
    await clock.pass(0);
    expect(line.isOpen).toBe(false);
  });

  it('ends a code by silence for a gun without suffix', async () => {
    const { line, clock, scans, start } = setup({ profile: { ...DEFAULT_PROFILE, end: 'none' } });
    const gun = start();
    await clock.pass(0);
    line.send(bytes('A1'));
    await clock.pass(20);
    line.send(bytes('B2'));
    await clock.pass(29);
    expect(scans).toEqual([]);
    await clock.pass(2);
    expect(scans).toEqual(['A1B2']);
    await gun.close();
  });

  it('reports a code that breaks off, with the line still there', async () => {
    const { line, clock, scans, start } = setup();
    const gun = start();
    await clock.pass(0);
    line.send(bytes('6901'));
    await clock.pass(1100);
    expect(scans).toEqual(['torn 4']);
    await gun.close();
  });
});

describe('portErrorCode', () => {
  it.each([
    ['Error Resource temporarily unavailable Cannot lock port', 'locked'],
    ['Opening COM3: Access denied', 'locked'],
    ['Error: Permission denied, cannot open /dev/ttyUSB0', 'no_rights'],
    ['Error: No such file or directory, cannot open /dev/ttyACM0', 'not_found'],
    ['Opening COM9: File not found', 'not_found'],
    ['Error: Inappropriate ioctl for device, cannot open /etc/hosts', 'not_a_port'],
    ['Error: Invalid baud rate setting 12345', 'bad_settings'],
    ['something else', 'failed'],
  ])('%s → %s', (message, code) => expect(portErrorCode(new Error(message))).toBe(code));
});

describe('listPorts', () => {
  it('is empty where the system cannot say', async () => {
    const missing = Object.assign(new Error('spawn udevadm ENOENT'), { code: 'ENOENT' });
    expect(await listPorts(() => Promise.reject(missing))).toEqual([]);
  });
  it('puts USB ports first', async () => {
    const ports = [
      { path: '/dev/ttyS0' },
      { path: '/dev/ttyACM1', vendorId: '0c2e' },
      { path: '/dev/ttyACM0', vendorId: '0c2e' },
    ];
    expect((await listPorts(() => Promise.resolve(ports))).map(({ path }) => path)).toEqual([
      '/dev/ttyACM0',
      '/dev/ttyACM1',
      '/dev/ttyS0',
    ]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPtyGun } from '../../fakes/gun.ts';
import type { PtyGun } from '../../fakes/gun.ts';
import { startBench } from '../station/harness.ts';
import type { TestBench } from '../station/harness.ts';
import { EAN, saveOrders, saveProducts } from '../station/shop.ts';
import { untilSo } from '../../lib/until.ts';

let folder: string;
let left: PtyGun;
let right: PtyGun;
let bench: TestBench;

const serial = (id: string, pty: PtyGun, at: string) => ({
  id,
  path: pty.path,
  baudRate: 9600,
  dataBits: 8 as const,
  parity: 'none' as const,
  stopBits: 1 as const,
  bench: at,
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-two-'));
  left = await createPtyGun(join(folder, 'left'));
  right = await createPtyGun(join(folder, 'right'));
  bench = await startBench();
  await saveProducts(bench);
});
afterEach(async () => {
  const { problems } = bench;
  await bench.close();
  await left.close();
  await right.close();
  await rm(folder, { recursive: true, force: true });
  expect(problems).toEqual([]);
});

const view = (id: string) => bench.call('bench.view', { bench: id });
const ready = (...ids: string[]) =>
  untilSo(async () => {
    const { devices } = await view('B1');
    return ids.every((id) => devices.some((device) => device.id === id && device.state === 'ready'));
  });

describe('two guns bound to two benches', () => {
  beforeEach(async () => {
    await bench.call('settings.save', {
      benches: ['B1', 'B2'],
      guns: [serial('gun-1', left, 'B1'), serial('gun-2', right, 'B2')],
    });
    await ready('gun-1', 'gun-2');
  });

  it('two orders are packed at once, bytes in turns, a keyboard gun beside: each session has its own units', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { PEN: 30 } },
      { no: 'A-2', lines: { SOCK: 30 } },
    ]);
    await left.type('A-1\r');
    await right.type('A-2\r');
    await untilSo(async () => (await view('B1')).session !== null && (await view('B2')).session !== null);
    const [pens, socks] = [`${EAN.PEN}\r`.repeat(20), `${EAN.SOCK}\r`.repeat(20)];
    for (let at = 0; at < pens.length; at += 5) {
      await Promise.all([left.type(pens.slice(at, at + 5)), right.type(socks.slice(at, at + 5))]);
      if (at % 70 === 0)
        await bench.call('bench.scan', {
          bench: 'B2',
          text: EAN.SOCK,
          source: 'wedge',
          ref: `w${String(at)}`,
          scannedAt: performance.timeOrigin + performance.now(),
        });
    }
    await untilSo(async () => (await view('B1')).session?.units.checked === 20);
    await untilSo(async () => (await view('B2')).session?.units.checked === 24);
    expect(await view('B1')).toMatchObject({ stop: null, session: { lines: [{ sku: 'PEN', checked: 20 }] } });
    expect(await view('B2')).toMatchObject({
      stop: null,
      session: { lines: [{ sku: 'SOCK', checked: 24 }] },
    });
    expect(bench.verdicts.filter(({ stop }) => stop)).toEqual([]);
    const health = await bench.call('devices.health', {});
    for (const id of ['gun-1', 'gun-2']) {
      const line = health.find((each) => each.kind === 'gun' && each.id === id);
      expect(line?.lastSeen).toBeGreaterThan(0);
      expect(line?.latency.n).toBe(21);
      expect(line?.lastError).toBeNull();
    }
  });

  it('both sessions stand again after a restart', async () => {
    await saveOrders(bench, [
      { no: 'A-1', lines: { PEN: 3 } },
      { no: 'A-2', lines: { SOCK: 3 } },
    ]);
    await left.type(`A-1\r${EAN.PEN}\r`);
    await right.type(`A-2\r${EAN.SOCK}\r`);
    await untilSo(
      async () =>
        (await view('B1')).session?.units.checked === 1 && (await view('B2')).session?.units.checked === 1,
    );
    await bench.restart();
    await ready('gun-1', 'gun-2');
    await right.type(`${EAN.SOCK}\r`);
    await untilSo(async () => (await view('B2')).session?.units.checked === 2);
    expect((await view('B1')).session?.units.checked).toBe(1);
  });

  it('while one bench’s gun is tried, its raw bytes are shown and do not count; the other packs on', async () => {
    await saveOrders(bench, [{ no: 'A-2', lines: { SOCK: 3 } }]);
    const raw: string[] = [];
    const tests: string[] = [];
    bench.client.on('gunRaw', (chunk) => void raw.push(`${chunk.gun} ${chunk.hex}`));
    bench.client.on('gunTest', (test) => void tests.push(`${test.text}${test.fault ?? ''}`));
    await bench.call('gun.test', { bench: 'B1', on: true });
    await left.type('HELLO\r');
    await right.type('A-2\r');
    await untilSo(async () => tests.length === 1 && (await view('B2')).session !== null);
    expect(tests).toEqual(['HELLO']);
    expect(raw.every((line) => line.startsWith('gun-1 '))).toBe(true);
    expect(raw.map((line) => line.slice(6)).join('')).toBe('48454c4c4f0d');
    expect((await view('B1')).session).toBeNull();
    await bench.call('gun.test', { bench: 'B1', on: false });
  });

  it('noise of a wrong speed: no code, one stop with the hint, the lamp says so until a good code comes', async () => {
    const noise = Uint8Array.from([0, 0xfe, 0x80, 0xf8, 0, 0xff, 0x0d, 0x98, 0xe6, 0, 0x0d, 0x41, 0x0d]);
    await left.type(noise);
    await untilSo(async () => (await view('B1')).stop !== null);
    expect(await view('B1')).toMatchObject({
      stop: { kind: 'unreadable', data: { reason: 'noise', hint: 'baud' } },
    });
    expect((await view('B1')).devices).toContainEqual(
      expect.objectContaining({ id: 'gun-1', state: 'error', code: 'wrong_speed' }),
    );
    await new Promise((resolve) => setTimeout(resolve, 600));
    await left.type('CMD:OK\r');
    await untilSo(async () => (await view('B1')).stop === null);
    await ready('gun-1');
    expect(bench.verdicts.filter(({ kind }) => kind === 'unknown_code')).toEqual([]);
  });
});

describe('device settings as a file', () => {
  it('out of one station, into another; what is wrong is refused as a whole', async () => {
    await bench.call('settings.save', {
      benches: ['B1', 'B2'],
      guns: [{ ...serial('gun-1', left, 'B2'), name: '左枪', usb: '0c2e:0b8f:77' }],
    });
    const made = await bench.call('devices.export', {});
    expect(made.ok).toBe(true);
    const file = made.ok ? bench.station?.openDownload(made.value.token) : undefined;
    const chunks: Uint8Array[] = [];
    for await (const chunk of file?.stream ?? []) chunks.push(chunk as Uint8Array);
    const text = Buffer.concat(chunks).toString('utf8');
    expect(JSON.parse(text)).toMatchObject({
      format: 'packline-devices',
      devices: { guns: [{ name: '左枪' }] },
    });
    expect(text).not.toContain('seenDevices');

    await bench.call('settings.save', { guns: [] });
    expect(await bench.call('devices.import', { text })).toMatchObject({ ok: true });
    const { settings } = await bench.call('app.hello', {});
    expect(settings.guns).toMatchObject([{ id: 'gun-1', bench: 'B2', name: '左枪' }]);
    expect(settings.seenDevices).toMatchObject([{ usb: '0c2e:0b8f:77', name: '左枪' }]);

    const broken = text.replace('"baudRate": 9600', '"baudRate": "fast"');
    for (const [bad, data] of [
      ['{}', { field: 'format' }],
      ['not json', { field: 'format' }],
      [broken, { field: 'guns' }],
      [text.replace('"guns"', '"sender"'), { field: 'sender' }],
    ] as const)
      expect(await bench.call('devices.import', { text: bad })).toMatchObject({
        code: 'devices_file_bad',
        data,
      });
    expect(
      await bench.call('devices.import', { text: text.replace('"version": 1', '"version": 2') }),
    ).toMatchObject({
      code: 'devices_file_newer',
    });
    expect((await bench.call('app.hello', {})).settings.guns).toHaveLength(1);
  });

  it('looking for devices answers on any machine', async () => {
    const found = await bench.call('devices.find', {});
    expect(Array.isArray(found.devices)).toBe(true);
    expect([null, 'no_driver', 'failed']).toContain(found.hid);
  });
});

import { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createTcpTransport } from '../../../electron/station/printing/transports/index.ts';
import { createBitmap, fillDots } from '../../../shared/base/bitmap.ts';
import { startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { PrinterFaults, VirtualPrinter } from '../../fakes/printer/index.ts';
import { profileOf } from './helpers.ts';

const PATIENT = { connectMs: 10_000, progressMs: 10_000, closeMs: 10_000 };
/** For what never happens. */
const IMPATIENT = { connectMs: 10_000, progressMs: 300, closeMs: 300 };
/** More than the socket buffers of a loopback connection hold. */
const HUGE = new Uint8Array(32 * 1024 * 1024);

let printer: VirtualPrinter | undefined;
afterEach(async () => {
  await printer?.close();
  printer = undefined;
});

async function start(faults: PrinterFaults = {}, language: 'tspl' | 'zpl' | 'escpos' = 'tspl') {
  printer = await startVirtualPrinter({ language, faults });
  return { printer, transport: createTcpTransport({ host: '127.0.0.1', port: printer.port }) };
}

function labelBytes(language: 'tspl' | 'zpl' | 'escpos' = 'tspl'): Uint8Array {
  const bitmap = createBitmap(800, 1200);
  fillDots(bitmap, 7, 9, 333, 444);
  return encodeForPrinter(bitmap, profileOf(language));
}

describe('TCP transport against a printer that', () => {
  it('is in order: delivered, and the label comes out once', async () => {
    const { printer, transport } = await start();
    const bytes = labelBytes();
    expect(await transport.send(bytes, PATIENT)).toEqual({ kind: 'delivered' });
    expect(printer.labels).toHaveLength(1);
    expect(printer.garbage).toEqual([]);
    expect(Buffer.compare(printer.received[0] ?? Buffer.alloc(0), bytes)).toBe(0);
  });

  it('reads slowly: delivered', async () => {
    const { printer, transport } = await start({ slowMs: 5 });
    expect(await transport.send(labelBytes(), PATIENT)).toEqual({ kind: 'delivered' });
    expect(printer.labels).toHaveLength(1);
  });

  it('refuses: certainly not sent', async () => {
    const { printer, transport } = await start({ refuse: true });
    expect(await transport.send(labelBytes(), PATIENT)).toEqual({ kind: 'not_sent', code: 'refused' });
    expect(printer.connections()).toBe(0);
  });

  it('does not answer the connection: certainly not sent', async () => {
    const transport = createTcpTransport({ host: 'printer', port: 9100, connect: () => new Socket() });
    const outcome = await transport.send(labelBytes(), { ...IMPATIENT, connectMs: 50 });
    expect(outcome).toEqual({ kind: 'not_sent', code: 'connect_timeout' });
  });

  for (const [errno, code] of [
    ['ENOTFOUND', 'name_not_found'],
    ['EHOSTUNREACH', 'unreachable'],
    ['ETIMEDOUT', 'connect_timeout'],
  ] as const) {
    it(`cannot be connected (${errno}): certainly not sent`, async () => {
      const connect = () => {
        const socket = new Socket();
        setImmediate(() => socket.destroy(Object.assign(new Error(errno), { code: errno })));
        return socket;
      };
      const transport = createTcpTransport({ host: 'printer', port: 9100, connect });
      expect(await transport.send(labelBytes(), PATIENT)).toEqual({ kind: 'not_sent', code });
    });
  }

  it('closes at once: never taken for delivered', async () => {
    const { printer, transport } = await start({ closeAtOnce: true });
    for (let i = 0; i < 20; i++) {
      const outcome = await transport.send(labelBytes(), PATIENT);
      expect(['unknown', 'not_sent']).toContain(outcome.kind);
    }
    // Also with a job so small that it is in the kernel before the close is seen.
    for (let i = 0; i < 20; i++) {
      const outcome = await transport.send(Uint8Array.of(1), PATIENT);
      expect(['unknown', 'not_sent']).toContain(outcome.kind);
    }
    expect(printer.labels).toEqual([]);
  });

  it('resets half-way: unknown, whatever has come out', async () => {
    const { transport } = await start({ resetAfter: 50_000 });
    expect(await transport.send(labelBytes(), PATIENT)).toMatchObject({ kind: 'unknown' });
  });

  it('stops reading in the middle of a job larger than the buffers: unknown, stalled', async () => {
    const { transport } = await start({ stallAfter: 70_000 });
    const outcome = await transport.send(HUGE, IMPATIENT);
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'stalled' });
    expect(outcome.kind === 'unknown' && outcome.bytesWritten).toBeGreaterThanOrEqual(70_000);
    expect(outcome.kind === 'unknown' && outcome.bytesWritten).toBeLessThan(HUGE.length);
  });

  it('stops reading in the middle of a label: not taken for delivered', async () => {
    const { printer, transport } = await start({ stallAfter: 1000 });
    expect(await transport.send(labelBytes(), IMPATIENT)).toEqual({
      kind: 'sent_unconfirmed',
      code: 'no_close',
    });
    expect(printer.labels).toEqual([]);
  });

  it('takes everything but never closes: sent, unconfirmed', async () => {
    const { printer, transport } = await start({ neverClose: true });
    expect(await transport.send(labelBytes(), IMPATIENT)).toEqual({
      kind: 'sent_unconfirmed',
      code: 'no_close',
    });
    expect(printer.labels).toHaveLength(1);
  });

  it('is asked to stop: not sent before the line stands, unknown after the first byte', async () => {
    const { transport } = await start({ stallAfter: 10 });
    expect(await transport.send(HUGE, { ...IMPATIENT, signal: AbortSignal.abort() })).toEqual({
      kind: 'not_sent',
      code: 'aborted',
    });
    const stop = new AbortController();
    const pending = transport.send(HUGE, { ...IMPATIENT, progressMs: 60_000, signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    expect(await pending).toMatchObject({ kind: 'unknown', code: 'aborted' });
  });
});

describe('status over TCP', () => {
  for (const language of ['tspl', 'zpl', 'escpos'] as const) {
    it(`${language}: tells what the printer answers`, async () => {
      const { printer, transport } = await start({}, language);
      // The short deadline is for answers that never come.
      const ask = async (ms = 5000) => transport.queryStatus?.(language, ms);
      expect(await ask()).toMatchObject({ state: 'ready', reach: 'answered' });
      await printer.setFaults({ condition: 'paused' });
      expect(await ask()).toMatchObject({ state: 'paused', reach: 'answered' });
      await printer.setFaults({ condition: 'error' });
      expect(await ask()).toMatchObject({ state: 'error', reach: 'answered' });
      await printer.setFaults({ condition: 'paper_out' });
      // Zebra's printers keep silent then: that is "unknown", neither ready nor faulty.
      expect(await ask(language === 'zpl' ? 150 : 5000)).toMatchObject(
        language === 'zpl'
          ? { state: 'unknown', reach: 'silent' }
          : { state: 'paper_out', reach: 'answered' },
      );
      await printer.setFaults({ silent: true });
      expect(await ask(150)).toMatchObject({ state: 'unknown', reach: 'silent' });
      await printer.setFaults({ refuse: true });
      expect(await ask()).toMatchObject({ state: 'unknown', reach: 'unreachable' });
      expect(printer.labels).toEqual([]);
      expect(printer.garbage).toEqual([]);
    });
  }

  it('a probe tells whether the line can be opened, and prints nothing', async () => {
    const { printer, transport } = await start();
    expect(await transport.probe?.(500)).toBe(true);
    await printer.setFaults({ refuse: true });
    expect(await transport.probe?.(500)).toBe(false);
    expect(printer.labels).toEqual([]);
  });
});

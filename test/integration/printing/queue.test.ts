import { afterEach, describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createPrintQueue } from '../../../electron/station/printing/queue/index.ts';
import type { PrintQueue, QueueChange } from '../../../electron/station/printing/queue/index.ts';
import { createTcpTransport } from '../../../electron/station/printing/transports/index.ts';
import type { Transport } from '../../../electron/station/printing/transports/index.ts';
import { createBitmap, fillDots } from '../../../shared/base/bitmap.ts';
import { createPrintJob } from '../../../shared/domain/print-job/index.ts';
import type { PrintJob, PrintJobState } from '../../../shared/domain/print-job/index.ts';
import { createFakePrintStore, startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { FakePrintStore, PrinterFaults, VirtualPrinter } from '../../fakes/printer/index.ts';
import { profileOf } from './helpers.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const jobOf = (subject: string, change: Partial<PrintJob> = {}): PrintJob => ({
  ...createPrintJob(
    { site: 's', station: 'st', bench: 'b', kind: 'label', subject, printer: 'p1', requestedBy: 'packer1' },
    1000,
  ),
  ...change,
});

/** Each job's label carries its number as the height of a bar, so that tests see which one came out. */
function labelOf(mark: number): Uint8Array {
  const bitmap = createBitmap(800, 1200);
  fillDots(bitmap, 0, 0, 8, mark);
  return encodeForPrinter(bitmap, profileOf('tspl'));
}
function markOf(label: VirtualPrinter['labels'][number] | undefined): number {
  const { bits, stride, height } = label?.bitmap ?? createBitmap(8, 0);
  let mark = 0;
  while (mark < height && bits[mark * stride] === 0xff) mark++;
  return mark;
}

interface Bench {
  printer: VirtualPrinter;
  store: FakePrintStore;
  queue: PrintQueue;
  changes: QueueChange[];
  rendered: string[];
  /** Waits until the job has been seen in the state. */
  seen(id: string, state: PrintJobState): Promise<PrintJob>;
  lineIs(state: 'ready' | 'not_ready'): Promise<void>;
}

async function bench(
  options: {
    faults?: PrinterFaults;
    store?: FakePrintStore;
    printer?: VirtualPrinter;
    retryMs?: number;
    closeMs?: number;
    now?: () => number;
    statusQuery?: boolean;
    wrap?: (transport: Transport) => Transport;
    render?: (job: PrintJob) => Promise<Uint8Array>;
    knows?: () => boolean;
    /** The station is killed: it is not closed in good order. */
    dies?: boolean;
  } = {},
): Promise<Bench> {
  const printer =
    options.printer ?? (await startVirtualPrinter({ language: 'tspl', faults: options.faults ?? {} }));
  const store = options.store ?? createFakePrintStore();
  const changes: QueueChange[] = [];
  const rendered: string[] = [];
  const waiting = new Set<() => void>();
  const tcp = createTcpTransport({ host: '127.0.0.1', port: printer.port });
  const queue = createPrintQueue({
    store,
    clock: { now: options.now ?? (() => 2000) },
    resolvePrinter: (id) =>
      id !== 'p1' || options.knows?.() === false
        ? undefined
        : {
            profile: profileOf('tspl', { statusQuery: options.statusQuery ?? true }),
            transport: options.wrap ? options.wrap(tcp) : tcp,
            deadlines: { connectMs: 10_000, progressMs: 10_000, closeMs: options.closeMs ?? 10_000 },
          },
    render:
      options.render ??
      ((job) => {
        rendered.push(job.id);
        return Promise.resolve(labelOf(Number(job.subject)));
      }),
    retry: { firstMs: options.retryMs ?? 60_000, maxMs: options.retryMs ?? 60_000 },
    onChange(change) {
      changes.push(change);
      for (const look of [...waiting]) look();
    },
  });
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        waiting.delete(look);
        resolve();
      };
      waiting.add(look);
      look();
    });
  closing.push(async () => {
    if (!options.dies) await queue.dispose(0);
    await printer.close();
  });
  return {
    printer,
    store,
    queue,
    changes,
    rendered,
    async seen(id, state) {
      const find = () => changes.find((c) => c.type === 'job' && c.job.id === id && c.job.state === state);
      await until(() => find() !== undefined);
      const change = find();
      if (change?.type !== 'job') throw new Error('not seen');
      return change.job;
    },
    lineIs: (state) => until(() => queue.line('p1').state === state),
  };
}

describe('a job', () => {
  it('is on disk as "sending" before the first byte leaves, with one write, and "sent" after', async () => {
    const { printer, store, queue, seen } = await bench();
    const connectionsAtWrite: number[] = [];
    store.onPut = () => void connectionsAtWrite.push(printer.connections());
    const result = await queue.submit(jobOf('7'), labelOf(7));
    expect(result).toMatchObject({ ok: true, value: { id: '7:label:1' } });
    await seen('7:label:1', 'sent');
    expect(store.writes.map((job) => job.state)).toEqual(['sending', 'sent']);
    expect(connectionsAtWrite).toEqual([0, 1]);
    expect(store.writes.at(-1)?.attempts).toEqual([{ at: 2000, outcome: 'delivered' }]);
    expect(printer.labels.map(markOf)).toEqual([7]);
  });

  it('is printed once however often it is submitted', async () => {
    const { printer, queue, seen } = await bench();
    const results = await Promise.all([1, 2, 3].map(() => queue.submit(jobOf('7'), labelOf(7))));
    expect(results.every((result) => result.ok)).toBe(true);
    await seen('7:label:1', 'sent');
    expect(await queue.submit(jobOf('7'), labelOf(7))).toMatchObject({ ok: true, value: { state: 'sent' } });
    expect(printer.labels).toHaveLength(1);
  });

  it('is rendered when its bytes are not at hand; one that cannot be rendered fails, the next one prints', async () => {
    const { printer, queue, rendered, seen } = await bench({
      render: (job) =>
        job.subject === '1'
          ? Promise.reject(new Error('no template'))
          : Promise.resolve(labelOf(Number(job.subject))),
    });
    await queue.submit(jobOf('1'));
    await queue.submit(jobOf('2'));
    await seen('2:label:1', 'sent');
    expect((await seen('1:label:1', 'failed')).attempts).toMatchObject([
      { outcome: 'not_sent', code: 'render_failed' },
    ]);
    expect(printer.labels.map(markOf)).toEqual([2]);
    expect(rendered).toEqual([]);
  });

  it('keeps its place: first come, first served, one at a time', async () => {
    const { printer, queue, seen } = await bench({ faults: { slowMs: 3 } });
    await Promise.all(
      Array.from({ length: 8 }, (_, i) => queue.submit(jobOf(String(i + 1)), labelOf(i + 1))),
    );
    await seen('8:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('is confirmed by the scan of its label while it is still being sent', async () => {
    const { store, queue, seen } = await bench({ faults: { neverClose: true }, closeMs: 200 });
    await queue.submit(jobOf('7'), labelOf(7));
    await seen('7:label:1', 'sending');
    expect(await queue.answer('7:label:1', { type: 'scan_back', by: 'packer1', at: 3 })).toMatchObject({
      value: { state: 'confirmed' },
    });
    while (store.writes.length < 3) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(store.writes.map((job) => job.state)).toEqual(['sending', 'confirmed', 'confirmed']);
    expect(store.writes.at(-1)?.attempts).toMatchObject([{ outcome: 'sent_unconfirmed', code: 'no_close' }]);
  });
});

describe('a printer that refuses', () => {
  it('keeps the job queued, and the packer starts it again', async () => {
    const { printer, queue, seen, lineIs } = await bench({ faults: { refuse: true } });
    await queue.submit(jobOf('7'), labelOf(7));
    await lineIs('not_ready');
    expect(queue.line('p1')).toMatchObject({ state: 'not_ready', code: 'refused', waiting: 1 });
    expect(await queue.submit(jobOf('8'), labelOf(8))).toMatchObject({
      ok: true,
      value: { state: 'queued' },
    });
    await printer.setFaults({});
    queue.retry('p1');
    await seen('8:label:1', 'sent');
    const first = await seen('7:label:1', 'sent');
    expect(first.attempts.map((attempt) => attempt.outcome)).toEqual(['not_sent', 'delivered']);
    expect(printer.labels.map(markOf)).toEqual([7, 8]);
  });

  it('gets its jobs by itself once it answers again', async () => {
    const { printer, queue, seen, lineIs } = await bench({ faults: { refuse: true }, retryMs: 30 });
    await queue.submit(jobOf('7'), labelOf(7));
    await lineIs('not_ready');
    expect(queue.line('p1').retryAt).toBe(2030);
    await printer.setFaults({ condition: 'paper_out' });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(printer.received.filter((bytes) => bytes.length > 3)).toEqual([]); // asked, not sent
    await printer.setFaults({});
    await seen('7:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([7]);
  });

  it('can have its job withdrawn', async () => {
    const { printer, queue, lineIs } = await bench({ faults: { refuse: true } });
    await queue.submit(jobOf('7'), labelOf(7));
    await lineIs('not_ready');
    expect(await queue.cancel('7:label:1', 'packer1')).toMatchObject({ value: { state: 'voided' } });
    await printer.setFaults({});
    queue.retry('p1');
    await queue.submit(jobOf('8'), labelOf(8));
    await printer.waitForLabels(1);
    expect(printer.labels.map(markOf)).toEqual([8]);
    expect(await queue.cancel('nobody', 'packer1')).toMatchObject({ error: { code: 'not_found' } });
  });
});

describe('a line that dies half-way', () => {
  for (const [name, faults] of [
    ['reset', { resetAfter: 50_000 }],
    ['closed at once', { closeAtOnce: true }],
  ] as const) {
    it(`${name}: nothing prints twice by itself, the packer is asked`, async () => {
      const { printer, queue, store, lineIs } = await bench({ faults, retryMs: 30 });
      await queue.submit(jobOf('7'), labelOf(7));
      await lineIs('not_ready');
      const job = await store.get('7:label:1');
      await printer.setFaults({});
      if (job?.state === 'queued') return; // closed before the first byte: certainly not sent
      expect(job?.state).toBe('unknown');
      await lineIs('ready');
      await queue.submit(jobOf('8'), labelOf(8));
      await printer.waitForLabels(1);
      expect(printer.labels.map(markOf)).toEqual([8]);
      expect(
        await queue.answer('7:label:1', { type: 'nothing_came_out', by: 'packer1', at: 9 }),
      ).toMatchObject({
        value: { state: 'failed' },
      });
    });
  }

  it('a stall is sent but unconfirmed, and never repeated', async () => {
    const { printer, queue, seen } = await bench({ faults: { stallAfter: 5000 }, closeMs: 200 });
    await queue.submit(jobOf('7'), labelOf(7));
    const job = await seen('7:label:1', 'sent');
    expect(job.attempts).toMatchObject([{ outcome: 'sent_unconfirmed', code: 'no_close' }]);
    await printer.setFaults({});
    // It reads on, and prints what it had taken: once.
    await queue.submit(jobOf('8'), labelOf(8));
    await printer.waitForLabels(2);
    expect(printer.labels.map(markOf).sort()).toEqual([7, 8]);
  });

  it('a transport that throws is "unknown", not the end of the station', async () => {
    const { queue, seen } = await bench({
      wrap: (transport) => ({ ...transport, send: () => Promise.reject(new Error('bug')) }),
    });
    await queue.submit(jobOf('7'), labelOf(7));
    expect(await seen('7:label:1', 'unknown')).toMatchObject({ attempts: [{ code: 'write_failed' }] });
  });
});

describe('a restart', () => {
  it('turns "sending" into "unknown" and prints only what certainly has not left', async () => {
    const store = createFakePrintStore([
      jobOf('1', { state: 'sending' }),
      jobOf('2', { state: 'sent' }),
      jobOf('4', { state: 'queued', createdAt: 1002 }),
      jobOf('3', { state: 'queued', createdAt: 1001 }),
      jobOf('5', { state: 'unknown' }),
      jobOf('6', { state: 'confirmed' }),
    ]);
    const { printer, queue, rendered, seen } = await bench({ store });
    const open = await queue.recover();
    expect(Object.fromEntries(open.map((job) => [job.subject, job.state]))).toMatchObject({
      1: 'unknown',
      2: 'sent',
      5: 'unknown',
    });
    await seen('4:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([3, 4]);
    expect(rendered).toEqual(['3:label:1', '4:label:1']);
    expect(store.survivors().find((job) => job.subject === '1')?.attempts).toMatchObject([
      { outcome: 'interrupted' },
    ]);
  });

  it('holds back jobs from long ago until a person says go', async () => {
    const store = createFakePrintStore([jobOf('3', { createdAt: 1000 })]);
    const { printer, queue, seen } = await bench({ store, now: () => 1000 + 31 * 60_000, retryMs: 20 });
    await queue.recover();
    await queue.check('p1');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(queue.line('p1')).toMatchObject({ state: 'not_ready', code: 'old_jobs', waiting: 1 });
    expect(printer.labels).toEqual([]);
    queue.retry('p1');
    await seen('3:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([3]);
  });

  for (const when of ['before', 'after'] as const) {
    it(`after kills ${when} a write reached the disk, no label came out twice and every one is accounted for`, async () => {
      const printer = await startVirtualPrinter({ language: 'tspl' });
      closing.push(() => printer.close());
      let disk: PrintJob[] = [];
      const wanted = Array.from({ length: 12 }, (_, i) => String(i + 1));
      // Each round is a station that dies at its nth write; the next one takes over its disk and is told to
      // print everything again.
      for (let nth = 1; nth <= 12; nth++) {
        const store = createFakePrintStore(disk);
        const kill = new AbortController();
        const dead = new Promise<void>((resolve) => kill.signal.addEventListener('abort', () => resolve()));
        const inFlight = new Set<Promise<unknown>>();
        let writes = 0;
        store.onPut = () => {
          writes += 1;
          const last = when === 'before' ? nth : nth + 1;
          if (writes === nth) setImmediate(() => kill.abort());
          return writes >= last ? new Promise<void>(() => undefined) : undefined;
        };
        const station = await bench({
          store,
          printer,
          dies: true,
          // The line of a killed process is broken, and it opens no other.
          wrap: (transport) => ({
            ...transport,
            send(bytes, options) {
              if (kill.signal.aborted) return new Promise(() => undefined);
              const sending = transport.send(bytes, { ...options, signal: kill.signal });
              inFlight.add(sending);
              return sending;
            },
          }),
        });
        await station.queue.recover();
        const done = Promise.all(
          wanted.map(async (subject) => {
            const result = await station.queue.submit(jobOf(subject), labelOf(Number(subject)));
            const underWay =
              result.ok && (result.value.state === 'queued' || result.value.state === 'sending');
            if (underWay) await station.seen(`${subject}:label:1`, 'sent');
          }),
        );
        await Promise.race([dead, done]);
        await Promise.allSettled(inFlight);
        disk = store.survivors();
      }
      const last = await bench({ store: createFakePrintStore(disk), printer });
      await last.queue.recover();
      for (const subject of wanted) await last.queue.submit(jobOf(subject), labelOf(Number(subject)));
      await last.queue.dispose(5000);
      const states = new Map(last.store.survivors().map((job) => [job.subject, job.state]));
      const marks = printer.labels.map(markOf);
      expect(new Set(marks).size).toBe(marks.length);
      for (const subject of wanted) {
        const state = states.get(subject);
        const cameOut = marks.includes(Number(subject));
        expect(['queued', 'sent', 'unknown']).toContain(state);
        if (state === 'queued') expect(cameOut).toBe(false);
        if (state === 'sent') expect(cameOut).toBe(true);
      }
      expect([...states.values()].filter((state) => state === 'unknown').length).toBeGreaterThan(0);
      expect(marks.length).toBeGreaterThan(2);
    });
  }
});

describe('a full disk', () => {
  it('prints nothing that could not be recorded, and says so', async () => {
    const { printer, store, queue, changes, seen } = await bench();
    store.fail(true);
    expect(await queue.submit(jobOf('7'), labelOf(7))).toMatchObject({
      ok: false,
      error: { code: 'not_recorded' },
    });
    expect(changes.some((change) => change.type === 'not_recorded')).toBe(true);
    store.fail(false);
    expect((await queue.submit(jobOf('8'), labelOf(8))).ok).toBe(true);
    await seen('8:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([8]);
    // The same command again, now that there is room: it prints, once.
    expect((await queue.submit(jobOf('7'), labelOf(7))).ok).toBe(true);
    await seen('7:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([8, 7]);
  });

  it('in the middle of sending leaves "sending" on disk, which the next start takes for unknown', async () => {
    const { store, queue, seen } = await bench();
    store.onPut = (job) => {
      if (job.state === 'sent') store.fail(true);
    };
    await queue.submit(jobOf('7'), labelOf(7));
    await seen('7:label:1', 'sent');
    const next = await bench({ store: createFakePrintStore(store.survivors()) });
    expect(await next.queue.recover()).toMatchObject([{ subject: '7', state: 'unknown' }]);
    expect(next.printer.labels).toEqual([]);
  });
});

describe('asking the printer', () => {
  it('holds jobs back while paper is out, and lets them go when it is back', async () => {
    const { printer, queue, seen } = await bench({ faults: { condition: 'paper_out' } });
    expect(await queue.check('p1')).toMatchObject({ state: 'paper_out', reach: 'answered' });
    expect(queue.line('p1')).toMatchObject({ state: 'not_ready', code: 'paper_out' });
    await queue.submit(jobOf('7'), labelOf(7));
    expect(printer.waiting()).toBe(0);
    await printer.setFaults({});
    expect(await queue.check('p1')).toMatchObject({ state: 'ready' });
    await seen('7:label:1', 'sent');
    expect(printer.labels.map(markOf)).toEqual([7]);
  });

  it('takes silence for unknown, which holds nothing back', async () => {
    const { printer, queue, seen } = await bench({ faults: { silent: true } });
    expect(await queue.check('p1', 100)).toMatchObject({ state: 'unknown', reach: 'silent' });
    expect(queue.line('p1').state).toBe('ready');
    await queue.submit(jobOf('7'), labelOf(7));
    await seen('7:label:1', 'sent');
    expect(printer.labels).toHaveLength(1);
  });

  it('an unknown printer keeps its jobs queued, on disk, until it is set up', async () => {
    let known = false;
    const { printer, queue, store, seen } = await bench({ knows: () => known });
    expect(await queue.submit(jobOf('7'), labelOf(7))).toMatchObject({ value: { state: 'queued' } });
    expect(store.survivors()).toMatchObject([{ state: 'queued' }]);
    expect(queue.line('p1')).toMatchObject({ state: 'not_ready', code: 'no_printer' });
    known = true;
    queue.retry('p1');
    await seen('7:label:1', 'sent');
    expect(printer.labels).toHaveLength(1);
  });
});

describe('a printer that several stations share', () => {
  it('is waited for while another one has it: no fault, and the job goes out by itself, once', async () => {
    let busy = 3;
    const { printer, queue, changes, seen } = await bench({
      retryMs: 20,
      wrap: (transport) => ({
        ...transport,
        send(bytes, options) {
          if (busy-- <= 0) return transport.send(bytes, options);
          return Promise.resolve({ kind: 'not_sent', code: 'closed_at_once' });
        },
      }),
    });
    await queue.submit(jobOf('7'), labelOf(7));
    await seen('7:label:1', 'sent');
    const told = changes.flatMap((change) => (change.type === 'printer' ? [change.line] : []));
    expect(told.some((line) => line.state === 'waiting' && line.code === 'closed_at_once')).toBe(true);
    expect(told.some((line) => line.state === 'not_ready')).toBe(false);
    expect(printer.labels.map(markOf)).toEqual([7]);
  });

  it('that stays busy for too long is a fault after all', async () => {
    let now = 1000;
    const { queue, store, lineIs } = await bench({
      now: () => (now += 5000),
      retryMs: 20,
      wrap: (transport) => ({
        ...transport,
        send: () => Promise.resolve({ kind: 'not_sent', code: 'locked' }),
        queryStatus: () =>
          Promise.resolve({ state: 'unknown', raw: new Uint8Array(), reach: 'unreachable', code: 'locked' }),
      }),
    });
    await queue.submit(jobOf('7'), labelOf(7));
    await lineIs('not_ready');
    expect(queue.line('p1')).toMatchObject({ code: 'locked', waiting: 1 });
    expect(store.survivors()).toMatchObject([{ state: 'queued' }]);
  });

  it('is asked in the background only while nothing waits for it; one miss alone is no fault', async () => {
    const { printer, queue, seen } = await bench();
    expect(await queue.check('p1', 5000, true)).toMatchObject({ state: 'ready' });
    await printer.setFaults({ refuse: true });
    await queue.check('p1', 5000, true);
    expect(queue.line('p1').state).toBe('ready');
    await queue.check('p1', 5000, true);
    expect(queue.line('p1').state).not.toBe('ready');
    await printer.setFaults({ silent: true });
    // Answered before, silent now: what waits goes on only when somebody says so, or when it answers.
    await queue.check('p1', 300);
    expect(queue.line('p1').state).not.toBe('ready');
    await printer.setFaults({});
    await queue.check('p1', 5000);
    expect(queue.line('p1').state).toBe('ready');
    await queue.submit(jobOf('7'), labelOf(7));
    await seen('7:label:1', 'sent');
  });
});

describe('closing the station', () => {
  it('lets the job that is being sent finish and leaves the others queued', async () => {
    const { printer, queue, store, seen } = await bench({ faults: { slowMs: 10 } });
    void queue.submit(jobOf('1'), labelOf(1));
    void queue.submit(jobOf('2'), labelOf(2));
    await seen('1:label:1', 'sending');
    await seen('2:label:1', 'queued');
    await queue.dispose(5000);
    expect(new Map(store.survivors().map((job) => [job.subject, job.state]))).toEqual(
      new Map([
        ['1', 'sent'],
        ['2', 'queued'],
      ]),
    );
    expect(printer.labels.map(markOf)).toEqual([1]);
    expect(await queue.submit(jobOf('3'), labelOf(3))).toMatchObject({ error: { code: 'stopped' } });
  });
});

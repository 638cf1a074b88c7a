import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SyncOptions } from '../../../electron/station/services/sync.ts';
import type { DiskOptions } from '../../../electron/station/services/disk.ts';
import { startStation } from '../../../electron/station/index.ts';
import type { Station } from '../../../electron/station/index.ts';
import { stationContract } from '../../../shared/contract/index.ts';
import type {
  BenchView,
  ImportReport,
  MethodInput,
  MethodName,
  MethodOutput,
  OrderView,
  StationContract,
  VerdictView,
} from '../../../shared/contract/index.ts';
import { createChannelPair, createClient } from '../../../shared/rpc/index.ts';
import type { Channel, Client, Timers } from '../../../shared/rpc/index.ts';
import { startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { PrinterFaults, VirtualPrinter } from '../../fakes/printer/index.ts';
import { startChild } from './child-process.ts';
import type { Child } from './child-process.ts';
import { PATIENCE_MS } from '../../lib/patience.ts';

export const processTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};

export interface BenchOptions {
  /** Another disk than the real one. */
  readonly disk?: DiskOptions;
  /** Missing = a new folder, removed at `close`. */
  readonly dataDir?: string;
  readonly printer?: 'tspl' | 'zpl' | 'escpos' | 'none';
  readonly faults?: PrinterFaults;
  /** Runs the station in a process of its own, which can be killed. */
  readonly child?: boolean;
  /** Largest file that the child may write, in KiB; beyond it the disk is full. */
  readonly fileLimitKiB?: number;
  /** When it begins to talk to its hub, and how often it tries. */
  readonly sync?: SyncOptions;
  /** Environment of the child's next start. */
  readonly childEnv?: () => NodeJS.ProcessEnv | undefined;
}

export type Progress = Omit<ImportReport, 'lines'>;

/** One station with one bench, as a page and a gun see it. */
export interface TestBench {
  readonly dir: string;
  readonly printer: VirtualPrinter;
  readonly client: Client<StationContract>;
  readonly operator: string;
  readonly child: Child | undefined;
  readonly station: Station | undefined;
  /** Everything that was pushed since the start, over restarts. */
  readonly verdicts: VerdictView[];
  readonly views: BenchView[];
  readonly progress: Progress[];
  readonly log: string[];
  readonly problems: string[];
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  scan(text: string): Promise<VerdictView>;
  command(name: string, arg?: string): Promise<VerdictView>;
  /** Acknowledges the stop that stands. */
  ok(): Promise<VerdictView>;
  view(): Promise<BenchView>;
  /** Waits until the bench's view answers the question with yes. */
  until(question: (view: BenchView) => boolean, what?: string): Promise<BenchView>;
  order(id: string): Promise<OrderView>;
  /** Shipment id → state of every label job, oldest first. */
  labels(shipment?: string): Promise<MethodOutput<'prints.list'>['rows']>;
  importFile(
    path: string,
    preset: string,
    options?: Partial<MethodInput<'import.start'>> & { readonly lines?: string },
  ): Promise<ImportReport>;
  importText(
    text: string | Uint8Array,
    preset: string,
    options?: Partial<MethodInput<'import.start'>> & { readonly name?: string },
  ): Promise<ImportReport>;
  ended(id: string): Promise<ImportReport>;
  demo(): Promise<ImportReport>;
  act(
    order: string,
    action: MethodInput<'orders.act'>['action'],
    more?: Partial<MethodInput<'orders.act'>>,
  ): Promise<MethodOutput<'orders.act'>>;
  /** Ends the station properly and starts it again on the same folder. */
  restart(between?: () => Promise<void> | void): Promise<void>;
  /** `kill -9`, then a new start. */
  kill(between?: () => Promise<void> | void): Promise<void>;
  /** Ends the station, keeps folder and printer. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export const keyFileOf = (dir: string): string => join(dir, 'station.key');

/** Starts a station and sets it up as a small merchant has it: sender, one label printer, setup done. */
export async function startBench(options: BenchOptions = {}): Promise<TestBench> {
  const dir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'packline-bench-'));
  const files = mkdtempSync(join(tmpdir(), 'packline-files-'));
  const language = options.printer ?? 'tspl';
  const printer = await startVirtualPrinter({
    ...(language === 'none' ? {} : { language }),
    ...(options.faults ? { faults: options.faults } : {}),
  });
  let client: Client<StationContract> | undefined;
  let station: Station | undefined;
  let child: Child | undefined;
  let operator = '';
  let fileNo = 0;
  let ref = 0;
  const verdicts: VerdictView[] = [];
  const views: BenchView[] = [];
  const progress: Progress[] = [];
  const log: string[] = [];
  const problems: string[] = [];
  const listeners = new Set<() => void>();

  function connect(channel: Channel): Client<StationContract> {
    const made = createClient(stationContract, channel, {
      timers: processTimers,
      deadlineMs: 60_000,
      onProblem: (problem) => problems.push(JSON.stringify(problem)),
    });
    made.on('verdict', (verdict) => void verdicts.push(verdict));
    made.on('import', (report) => void progress.push(report));
    made.on('bench', (view) => {
      views.push(view);
      for (const listener of [...listeners]) listener();
    });
    return made;
  }

  async function start(): Promise<void> {
    if (options.child) {
      child = await startChild(dir, {
        log,
        ...(options.fileLimitKiB === undefined ? {} : { fileLimitKiB: options.fileLimitKiB }),
        env: {
          ...(options.sync ? { PACKLINE_TEST_SYNC: JSON.stringify(options.sync) } : {}),
          ...options.childEnv?.(),
        },
      });
      client = connect(child.channel);
    } else {
      station = await startStation({
        dataDir: dir,
        key: { keyFile: keyFileOf(dir) },
        log: (line) => void log.push(line),
        assets: {},
        version: 'test',
        ...(options.disk ? { disk: options.disk } : {}),
        ...(options.sync ? { sync: options.sync } : {}),
        secretCost: { N: 16, r: 8, p: 1 },
      });
      const [page, served] = createChannelPair();
      client = connect(page);
      station.attach(served);
    }
    operator = (await client.call('app.hello', {})).operators[0]?.id ?? '';
  }

  async function stop(): Promise<void> {
    if (child) await child.end();
    else await station?.close();
    client = undefined;
    station = undefined;
    child = undefined;
  }

  const live = (): Client<StationContract> => {
    if (!client) throw new Error('the station is not running');
    return client;
  };

  const bench: TestBench = {
    dir,
    printer,
    get client() {
      return live();
    },
    get operator() {
      return operator;
    },
    get child() {
      return child;
    },
    get station() {
      return station;
    },
    verdicts,
    views,
    progress,
    log,
    problems,
    call: (method, input) => live().call(method, input as never) as never,
    scan: (text) => {
      ref += 1;
      const scannedAt = performance.timeOrigin + performance.now();
      return live().call('bench.scan', { bench: 'B1', text, source: 'manual', ref: `r${ref}`, scannedAt });
    },
    command: (name, arg) => {
      ref += 1;
      const input = { bench: 'B1', name, ref: `r${ref}` };
      return live().call('bench.command', arg === undefined ? input : { ...input, arg });
    },
    ok: () => bench.command('OK'),
    view: () => live().call('bench.view', { bench: 'B1' }),
    async until(question, what = 'the bench') {
      const deadline = Date.now() + PATIENCE_MS;
      for (;;) {
        const view = await bench.view();
        if (question(view)) return view;
        const left = deadline - Date.now();
        if (left <= 0) {
          const { session, stop: standing, last } = view;
          throw new Error(
            `waited for ${what}: ${JSON.stringify({ stop: standing, last, label: session?.label, step: session?.step })}`,
          );
        }
        await nextView(left);
      }
    },
    async order(id) {
      const found = await live().call('orders.get', { order: id });
      if (!found.ok) throw new Error(`${id}: ${found.code}`);
      return found.value;
    },
    async labels(shipment) {
      const { rows } = await live().call('prints.list', { open: false, limit: 500 });
      return rows
        .filter((row) => row.kind === 'label' && (shipment === undefined || row.shipment === shipment))
        .reverse();
    },
    async importFile(path, preset, { lines, ...more } = {}) {
      if (!station) throw new Error('files are handed to a station in this process');
      const { token } = await station.acceptPath(path);
      const linesToken = lines === undefined ? {} : { linesToken: (await station.acceptPath(lines)).token };
      const started = await live().call('import.start', {
        token,
        preset,
        mapping: {},
        operator,
        ...linesToken,
        ...more,
      });
      if (!started.ok) throw new Error(`${started.code} ${JSON.stringify(started.data)}`);
      return bench.ended(started.value.id);
    },
    async importText(text, preset, { name, ...more } = {}) {
      fileNo += 1;
      const path = join(files, name ?? `file-${fileNo}.csv`);
      writeFileSync(path, text);
      return bench.importFile(path, preset, more);
    },
    async ended(id) {
      for (;;) {
        const report = await live().call('import.report', { id });
        if (!report.ok) throw new Error(report.code);
        if (report.value.state !== 'running') return report.value;
        await sleep(10);
      }
    },
    async demo() {
      const started = await live().call('import.demo', { operator });
      if (!started.ok) throw new Error(started.code);
      return bench.ended(started.value.id);
    },
    act: (order, action, more = {}) => live().call('orders.act', { order, action, operator, ...more }),
    async restart(between) {
      await stop();
      await between?.();
      await start();
    },
    async kill(between) {
      if (!child) throw new Error('only a child can be killed');
      await child.kill();
      await between?.();
      await start();
    },
    stop,
    start,
    async close() {
      await stop();
      await printer.close();
      rmSync(files, { recursive: true, force: true });
      if (options.dataDir === undefined) rmSync(dir, { recursive: true, force: true });
    },
  };

  function nextView(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        listeners.delete(done);
        resolve();
      };
      // A change that is told by no view (the printer's lamp) is looked for, too.
      const timer = setTimeout(done, Math.min(ms, 50));
      listeners.add(done);
    });
  }

  await start();
  if (options.dataDir === undefined) await setUp(bench, language);
  return bench;
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const SENDER = {
  name: '测试商家',
  phone: '0571-81234567',
  province: '浙江省',
  city: '杭州市',
  district: '余杭区',
  detail: '仓前街道文一西路1号',
};

async function setUp(bench: TestBench, language: 'tspl' | 'zpl' | 'escpos' | 'none'): Promise<void> {
  const printers = [
    {
      id: 'label',
      name: 'Label printer',
      language: language === 'none' ? ('tspl' as const) : language,
      dpi: 203 as const,
      paper: '100x150' as const,
      polarity: 'normal' as const,
      statusQuery: false,
      transport: { kind: 'tcp' as const, host: '127.0.0.1', port: bench.printer.port },
    },
  ];
  await bench.call('settings.save', {
    setupDone: true,
    sender: SENDER,
    siteName: 'Test site',
    ...(language === 'none' ? {} : { printers, labelPrinter: 'label', paperPrinter: 'label' }),
  });
}

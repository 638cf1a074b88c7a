import { existsSync, mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder, defaultKeyFile } from '../../shared/contract/data-folder.ts';
import { EXIT_CODES, failureMessage, failureOf } from '../../shared/contract/failure.ts';
import { stationContract, type ImportReport, type StationContract } from '../../shared/contract/index.ts';
import { createChannelPair, createClient, type Client } from '../../shared/rpc/index.ts';
import { startStation } from '../station/index.ts';
import type { Station } from '../station/types.ts';
import { askAtTerminal } from '../station/host/terminal.ts';
import { findKey } from '../station/host/keys.ts';
import { openLog } from '../station/host/log.ts';
import { backupCommand, restoreCommand } from './backup-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { keysCommand } from './keys-command.ts';
import { syncCommand } from './sync-command.ts';

const USAGE = `npm run packline -- COMMAND [options] --data DIR

  import FILE [--preset ID] [--lines FILE] [--channel NAME] [--printed-elsewhere] [--invent-receivers]
  export FILE [--layout packline|taobao|shopify] [--again] [--encoding utf-8|gb18030] [--channel NAME]
  list blocked|queue|orders|imports|prints
  demo        fills the folder with the demo site
  backup [FILE]            also while a station runs on the folder
  restore FILE [--yes]     says what would come and go; --yes restores
  doctor [--repair]        checks the folder, explains what it finds, mends what can be mended
  keys rewrap [--passphrase]   a new key file, or a passphrase instead of one, opens the folder
  sync [status]                exchanges what waits with the hub, and says how it stands
  sync join URL CODE NAME      joins a hub by its address and a one-time code
  sync refused | retry | leave [--yes]
  keys rotate                  encrypts all private data anew with a new key

Exit codes: 0 done, 1 refused or failed, 2 wrong use; 3 and above: the data folder cannot be opened.
`;

/** A script's way to the station: the same contract, the same services and the same reports as the screen. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      'key-file': { type: 'string' },
      preset: { type: 'string' },
      lines: { type: 'string' },
      channel: { type: 'string' },
      layout: { type: 'string', default: 'packline' },
      encoding: { type: 'string', default: 'utf-8' },
      again: { type: 'boolean', default: false },
      'printed-elsewhere': { type: 'boolean', default: false },
      'invent-receivers': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      passphrase: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      repair: { type: 'boolean', default: false },
    },
  });
  const [command, argument] = positionals;
  const known = ['import', 'export', 'list', 'demo', 'backup', 'restore', 'doctor', 'keys', 'sync'];
  if (command === undefined || !known.includes(command)) {
    process.stderr.write(USAGE);
    return 2;
  }
  const machine = { platform: process.platform, env: process.env, home: homedir() };
  const dataDir = resolve(values.data ?? defaultDataFolder(machine));
  const keyFile = resolve(values['key-file'] ?? defaultKeyFile(dataDir, process.platform));
  // A folder that is only looked at is not made.
  if (command !== 'doctor' || existsSync(dataDir)) mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const complain = (line: string): void => void process.stderr.write(`${line}\n`);
  const log = existsSync(dataDir) ? openLog(dataDir, () => new Date()) : () => undefined;
  const asking = askAtTerminal(log);
  const open = async (): Promise<Station> =>
    startStation({
      dataDir,
      key: await findKey({ dataDir, keyFile }, asking),
      log,
      assets: {},
      version: 'cli',
      sync: { startMs: 0 },
    });
  if (command === 'backup' || command === 'restore' || command === 'doctor') {
    const found = await findKey({ dataDir, keyFile }, asking);
    const key = found instanceof Uint8Array ? found : undefined;
    const { repair: mend, json } = values;
    const language = process.env['LC_ALL'] ?? process.env['LANG'] ?? '';
    const options = { dataDir, key, version: 'cli', say, complain, mend, json, language };
    if (command === 'doctor') return doctorCommand(options);
    if (command === 'backup') return backupCommand(argument, options);
    if (argument === undefined) return usage('restore wants a file');
    return restoreCommand(argument, values.yes, options, open);
  }
  if (command === 'keys') return keysCommand(argument, { dataDir, keyFile }, { ...values, asking, usage });
  const station = await open();
  try {
    const [page, served] = createChannelPair();
    station.attach(served, { console: true });
    const client = createClient(stationContract, page, { timers: processTimers, deadlineMs: 3_600_000 });
    const hello = await client.call('app.hello', {});
    const operator = hello.operators[0]?.id ?? '';
    const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`);
    const run: Run = { client, station, operator, print, json: values.json };
    switch (command) {
      case 'import':
        if (argument === undefined) return usage('import wants a file');
        return await importFile(run, argument, values);
      case 'export':
        if (argument === undefined) return usage('export wants a file to write');
        return await exportFile(run, argument, values);
      case 'sync':
        return await syncCommand(positionals.slice(1), { client, print, usage, refuse, yes: values.yes });
      case 'list':
        return await list(run, argument ?? 'blocked');
      default:
        return await follow(run, await client.call('import.demo', { operator }));
    }
  } finally {
    await station.close();
  }
}

interface Run {
  readonly client: Client<StationContract>;
  readonly station: Station;
  readonly operator: string;
  readonly print: (value: unknown) => void;
  readonly json: boolean;
}
type Refusal = {
  readonly ok: false;
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;
};

const processTimers = {
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};

function usage(problem: string): number {
  process.stderr.write(`${problem}\n\n${USAGE}`);
  return 2;
}

function refuse(refusal: Refusal): number {
  process.stderr.write(`refused: ${refusal.code} ${JSON.stringify(refusal.data)}\n`);
  return 1;
}

async function importFile(
  run: Run,
  file: string,
  options: {
    preset?: string;
    lines?: string;
    channel?: string;
    'printed-elsewhere': boolean;
    'invent-receivers': boolean;
  },
): Promise<number> {
  const accept = async (path: string): Promise<string | undefined> => {
    try {
      return (await run.station.acceptPath(resolve(path))).token;
    } catch {
      process.stderr.write(`cannot read ${path}\n`);
      return undefined;
    }
  };
  const token = await accept(file);
  if (token === undefined) return 1;
  const linesToken = options.lines === undefined ? undefined : await accept(options.lines);
  if (options.lines !== undefined && linesToken === undefined) return 1;
  let preset = options.preset;
  if (preset === undefined) {
    const preview = await run.client.call('import.preview', { token });
    if (!preview.ok) return refuse(preview);
    preset = preview.value.presets[0]?.id;
    if (preset === undefined) return usage(`no preset fits the columns ${preview.value.columns.join(', ')}`);
    process.stderr.write(`preset: ${preset}, ${preview.value.encoding}\n`);
  }
  const started = await run.client.call('import.start', {
    token,
    preset,
    mapping: {},
    operator: run.operator,
    ...(linesToken === undefined ? {} : { linesToken }),
    ...(options.channel === undefined ? {} : { channel: options.channel }),
    printedElsewhere: options['printed-elsewhere'],
    inventReceivers: options['invent-receivers'],
  });
  return follow(run, started);
}

/** Waits for the end of an import and prints its report: the summary, then a line per line that is worth one. */
async function follow(run: Run, started: { ok: true; value: { id: string } } | Refusal): Promise<number> {
  if (!started.ok) return refuse(started);
  for (;;) {
    const report = await run.client.call('import.report', { id: started.value.id });
    if (!report.ok) return refuse(report);
    if (report.value.state !== 'running') return printReport(run, report.value);
    await new Promise((wake) => setTimeout(wake, 50));
  }
}

function printReport(run: Run, report: ImportReport): number {
  if (run.json) run.print(report);
  else {
    const { state, code, rowsRead, accepted, already, refused, packable } = report;
    run.print({ state, ...(code === null ? {} : { code }), rowsRead, accepted, already, refused, packable });
    for (const line of report.lines) {
      process.stdout.write(
        `line ${line.line}\t${line.order ?? ''}\t${line.outcome}\t${line.code ?? ''}\t${JSON.stringify(line.data)}\n`,
      );
    }
    if (report.moreLines > 0) process.stdout.write(`and ${report.moreLines} more lines\n`);
  }
  return report.state === 'done' ? 0 : 1;
}

async function exportFile(
  run: Run,
  file: string,
  options: { layout: string; encoding: string; again: boolean; channel?: string },
): Promise<number> {
  const layout = (['packline', 'taobao', 'shopify'] as const).find((each) => each === options.layout);
  const encoding = (['utf-8', 'gb18030'] as const).find((each) => each === options.encoding);
  if (layout === undefined || encoding === undefined) return usage('unknown layout or encoding');
  if (existsSync(file)) {
    process.stderr.write(`${file} is there already\n`);
    return 1;
  }
  const made = await run.client.call('export.shipped', {
    layout,
    encoding,
    again: options.again,
    operator: run.operator,
    ...(options.channel === undefined ? {} : { channel: options.channel }),
  });
  if (!made.ok) return refuse(made);
  const download = run.station.openDownload(made.value.token);
  if (!download) return refuse({ ok: false, code: 'not_found', data: {} });
  const chunks: Uint8Array[] = [];
  for await (const chunk of download.stream) chunks.push(chunk);
  await writeFile(file, Buffer.concat(chunks), { flag: 'wx' });
  run.print({ file, parcels: made.value.parcels, again: made.value.again });
  return 0;
}

async function list(run: Run, what: string): Promise<number> {
  const page = { offset: 0, limit: 500 };
  const { client, print } = run;
  switch (what) {
    case 'blocked':
    case 'orders': {
      const { total, rows } = await client.call(what === 'blocked' ? 'orders.blocked' : 'orders.list', page);
      for (const row of rows)
        print({
          order: row.order,
          status: row.status,
          payment: row.payment,
          reasons: row.reasons.map((each) => each.code),
        });
      process.stderr.write(`${rows.length} of ${total}\n`);
      return 0;
    }
    case 'queue': {
      const { total, rows } = await client.call('queue.list', { status: 'open', ...page });
      for (const row of rows)
        print({
          order: row.order,
          status: row.status,
          carrier: row.carrier.code,
          waybill: row.waybill,
          units: row.units,
        });
      process.stderr.write(`${rows.length} of ${total}\n`);
      return 0;
    }
    case 'prints': {
      const { rows } = await client.call('prints.list', { open: false, ...page });
      for (const row of rows) print(row);
      return 0;
    }
    case 'imports':
      for (const row of await client.call('import.list', {})) print(row);
      return 0;
    default:
      return usage(`unknown list: ${what}`);
  }
}

// `… | head` closes the pipe early: what was asked for has been given.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

try {
  process.exitCode = await main();
} catch (error) {
  const failure = failureOf(error);
  const language = process.env['LC_ALL'] ?? process.env['LANG'] ?? '';
  process.stderr.write(`${failureMessage(failure, language)}\n`);
  process.exitCode = EXIT_CODES[failure];
}

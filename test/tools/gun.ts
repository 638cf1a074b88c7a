import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createPtyGun, openForWriting, writeAll } from '../fakes/gun.ts';
import { sheetHtml } from './gun-sheet.ts';
import type { SheetEntry } from './gun-sheet.ts';

const HELP = `A bar code gun for trying things out.

  npm run gun -- --pty PATH [CODE …]     makes a pseudo-terminal at PATH; connect the station to it, then type codes
  npm run gun -- --to PATH [CODE …]      types into a device or pseudo-terminal that exists
  npm run gun -- --sheet FILE [CODE …]   writes a page of bar codes: all bench commands, and the given codes

  --file FILE     codes from a file, one a line      --delay MS    pause between codes (100)
  --suffix S      cr, lf, crlf, tab or none (cr)     --once        with --pty: end when all is typed
  --wait MS       with --pty: time for the station to connect before CODE and --file are typed (3000);
                  what is typed before is lost, as with a real gun
Without CODE and --file, codes are read from the standard input, one a line. \\x1d in a code is GS.
`;

const SUFFIXES: Readonly<Record<string, string>> = { cr: '\r', lf: '\n', crlf: '\r\n', tab: '\t', none: '' };

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      pty: { type: 'string' },
      to: { type: 'string' },
      sheet: { type: 'string' },
      file: { type: 'string' },
      delay: { type: 'string', default: '100' },
      suffix: { type: 'string', default: 'cr' },
      wait: { type: 'string', default: '3000' },
      once: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const suffix = SUFFIXES[values.suffix];
  const delay = Number(values.delay);
  const targets = [values.pty, values.to, values.sheet].filter((target) => target !== undefined);
  const wait = Number(values.wait);
  if (values.help || targets.length !== 1 || suffix === undefined || !(delay >= 0) || !(wait >= 0)) {
    process.stdout.write(HELP);
    return values.help ? 0 : 2;
  }
  const given = positionals.map(unescape);
  if (values.file !== undefined) given.push(...lines(await readFile(values.file, 'utf8')));

  if (values.sheet !== undefined) {
    await writeFile(values.sheet, await sheet(given));
    process.stdout.write(`${values.sheet}\n`);
    return 0;
  }
  const codes = given.length > 0 ? given : standardInput();
  if (values.to !== undefined) {
    const handle = await openForWriting(values.to);
    try {
      await typeAll(codes, (code) => writeAll(handle, code + suffix), delay);
    } finally {
      await handle.close();
    }
    return 0;
  }
  const gun = await createPtyGun(values.pty ?? '');
  process.stdout.write(`gun on ${gun.path} (Ctrl+C ends it)\n`);
  const ended = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  const type = async (): Promise<void> => {
    // Opening a port throws away what lies in it: the station must be there first.
    if (given.length > 0) await sleep(wait);
    await typeAll(codes, (code) => gun.type(code + suffix), delay);
    await (values.once ? sleep(500) : ended);
  };
  try {
    await Promise.race([ended, type()]);
  } finally {
    await gun.close();
  }
  return 0;
}

async function typeAll(
  codes: Iterable<string> | AsyncIterable<string>,
  type: (code: string) => Promise<void>,
  delay: number,
): Promise<void> {
  let first = true;
  for await (const code of codes) {
    if (!first && delay > 0) await sleep(delay);
    first = false;
    await type(code);
    process.stdout.write(`${JSON.stringify(code)}\n`);
  }
}

async function sheet(codes: readonly string[]): Promise<string> {
  const commands = await benchCommands();
  return sheetHtml([
    { title: '命令 · Commands', entries: commands },
    ...(codes.length > 0 ? [{ title: '条码 · Codes', entries: codes.map((code) => ({ code })) }] : []),
  ]);
}

/** Loaded only for a sheet: typing codes needs nothing of the product. */
async function benchCommands(): Promise<readonly SheetEntry[]> {
  const { BENCH_COMMANDS } = await import('../../shared/domain/index.ts');
  return BENCH_COMMANDS;
}

const lines = (text: string): string[] =>
  text
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map(unescape);

async function* standardInput(): AsyncGenerator<string> {
  for await (const line of createInterface({ input: process.stdin })) if (line !== '') yield unescape(line);
}

const unescape = (code: string): string =>
  code.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`gun: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
// A standard input that is still open would keep the process.
process.exit();

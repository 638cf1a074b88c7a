import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { createSerialGun } from '../../../electron/station/devices/index.ts';
import { classifyScan } from '../../../shared/codec/index.ts';
import { BENCH_COMMANDS } from '../../../shared/domain/index.ts';
import { codeSvg } from '../../tools/gun-sheet.ts';

const TOOL = join(import.meta.dirname, '../../tools/gun.ts');

let folder: string;
let children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-guntool-'));
});
afterEach(async () => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGTERM');
  children = [];
  await rm(folder, { recursive: true, force: true });
});

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [TOOL, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  let output = '';
  const waiting: (() => void)[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    for (const check of waiting) check();
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const says = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (output.includes(text)) resolve();
      };
      waiting.push(check);
      check();
    });
  return { child, exit, says };
}

describe('npm run gun', () => {
  it('makes a pseudo-terminal and types lines, arguments and files into it', async () => {
    const path = join(folder, 'tty');
    const tool = start(['--pty', path, '--delay', '0']);
    await tool.says('gun on');
    const codes: string[] = [];
    let changed: () => void = () => undefined;
    const until = (condition: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        changed = () => {
          if (condition()) resolve();
        };
        changed();
      });
    let state = '';
    const gun = createSerialGun({
      path,
      onScan(scan) {
        codes.push('text' in scan ? scan.text : scan.invalid);
        changed();
      },
      onStatus(status) {
        state = status.state;
        changed();
      },
    });
    await until(() => state === 'open');

    tool.child.stdin.write('CMD:OK\n6901234567892\nA\\x1dB\n');
    await until(() => codes.length === 3);
    expect(await start(['--to', `${path}.gun`, '--delay', '0', '--suffix', 'crlf', 'S1', 'S2']).exit).toBe(0);
    await until(() => codes.length === 5);
    const file = join(folder, 'codes.txt');
    await writeFile(file, 'F1\r\n\nF2\n');
    expect(await start(['--to', `${path}.gun`, '--delay', '0', '--file', file]).exit).toBe(0);
    await until(() => codes.length === 7);
    expect(codes).toEqual(['CMD:OK', '6901234567892', 'A\u001dB', 'S1', 'S2', 'F1', 'F2']);

    await gun.close();
    tool.child.kill('SIGINT');
    expect(await tool.exit).toBe(0);
  });

  it('makes no file where the port is missing', async () => {
    const tool = spawn(process.execPath, [TOOL, '--to', join(folder, 'none'), 'A1'], { stdio: 'ignore' });
    children.push(tool);
    expect(await new Promise((resolve) => tool.once('exit', resolve))).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says how it is used when it is called wrongly', async () => {
    const tool = start([]);
    await tool.says('npm run gun');
    expect(await tool.exit).toBe(2);
  });

  it('writes a sheet of all commands and the given codes, without letting a code be HTML', async () => {
    const file = join(folder, 'sheet.html');
    expect(await start(['--sheet', file, '<script>1</script>']).exit).toBe(0);
    const html = await readFile(file, 'utf8');
    for (const { code, zh } of BENCH_COMMANDS) {
      expect(html).toContain(`>${code}<`);
      expect(html).toContain(zh);
    }
    expect(html).not.toContain('<script');
    expect(html).not.toMatch(/(src|href)=/);
  });
});

describe('the bar codes of the sheet', () => {
  it('are read back by an independent decoder, every command of them', async () => {
    const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
    const wasmBinary = new Uint8Array(await readFile(wasm)).buffer;
    await prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
    for (const { code } of BENCH_COMMANDS) {
      const image = await loadImage(Buffer.from(codeSvg(code)));
      const canvas = createCanvas(image.width * 2, image.height * 2);
      const context = canvas.getContext('2d');
      context.drawImage(image, 0, 0, canvas.width, canvas.height);
      const png = canvas.toBuffer('image/png');
      const found = await readBarcodes(new Uint8Array(png), { formats: ['Code128'] });
      expect(found.map(({ text }) => text)).toEqual([code]);
      expect(classifyScan({ text: found[0]?.text ?? '', source: 'serial' }).kind).toBe('command');
    }
  });
});

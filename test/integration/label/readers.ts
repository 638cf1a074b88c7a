import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

/** Two readers that share no code with the product or with each other. */
export interface Readers {
  zbar(png: Uint8Array): string[];
  zxing(png: Uint8Array): Promise<string[]>;
  dispose(): void;
}

/** @throws Error with what to install where `zbarimg` is missing */
export function createReaders(): Readers {
  const probe = spawnSync('zbarimg', ['--version']);
  if (probe.error)
    throw new Error('zbarimg is not installed: apt-get install zbar-tools (macOS: brew install zbar)');
  const folder = mkdtempSync(join(tmpdir(), 'packline-label-'));
  const wasm = createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm');
  const bytes = readFileSync(wasm);
  const wasmBinary = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  prepareZXingModule({ overrides: { wasmBinary } });
  return {
    zbar(png) {
      const file = join(folder, 'label.png');
      writeFileSync(file, png);
      const run = spawnSync('zbarimg', ['--quiet', '--raw', file], { encoding: 'utf8' });
      return run.stdout.split('\n').filter((line) => line !== '');
    },
    async zxing(png) {
      const found = await readBarcodes(png, { tryHarder: true, formats: ['Code128', 'QRCode', 'EAN13'] });
      return found.map((result) => result.text);
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}

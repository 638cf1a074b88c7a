import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../shared/contract/failure.ts';
import { startBench } from '../integration/station/harness.ts';

const CLI = fileURLToPath(new URL('../../electron/serve/cli.ts', import.meta.url));
const PHRASE = 'four cartons and one ruler';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'packline-keys-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function run(args: readonly string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args, '--data', dir], {
    env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8', ...env },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { status, stdout, stderr };
}
const dataFiles = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(dir)
      .filter((name) => name.startsWith('packline.sqlite'))
      .map((name) => [name, readFileSync(join(dir, name)).toString('base64')]),
  );

describe('packline keys', () => {
  it('rotates, changes to a passphrase and back to a key file; the folder opens with what it should', async () => {
    const bench = await startBench({ dataDir: dir, printer: 'none' });
    await bench.demo();
    const [first] = (await bench.call('orders.list', { limit: 1 })).rows;
    const reveal = () =>
      bench.call('orders.reveal', { order: first?.order ?? '', operator: bench.operator, reason: 'test' });
    const receiver = await reveal();
    await bench.stop();

    const rotated = run(['keys', 'rotate']);
    expect(rotated).toMatchObject({ status: 0, stderr: '' });
    expect(rotated.stdout).toMatch(/(\d+) of \1 rows/);
    await bench.start();
    expect(await reveal()).toEqual(receiver);
    await bench.stop();

    expect(run(['keys', 'rewrap', '--passphrase'], { PACKLINE_NEW_PASSPHRASE: 'short' })).toMatchObject({
      status: EXIT_CODES['passphrase-short'],
    });
    expect(run(['keys', 'rewrap', '--passphrase'], { PACKLINE_NEW_PASSPHRASE: PHRASE }).status).toBe(0);
    expect(readdirSync(dir)).not.toContain('station.key');

    const before = dataFiles();
    const missing = run(['list', 'orders']);
    expect(missing.status).toBe(EXIT_CODES['passphrase-missing']);
    expect(missing.stderr).toContain('PACKLINE_PASSPHRASE');
    const wrong = run(['list', 'orders'], { PACKLINE_PASSPHRASE: 'five cartons and one ruler' });
    expect(wrong.status).toBe(EXIT_CODES['passphrase-wrong']);
    expect(wrong.stderr).toContain('not the one of this data folder');
    expect(dataFiles()).toEqual(before);
    expect(run(['list', 'orders'], { PACKLINE_PASSPHRASE: PHRASE })).toMatchObject({ status: 0 });

    expect(run(['keys', 'rewrap'], { PACKLINE_PASSPHRASE: PHRASE }).status).toBe(0);
    expect(readdirSync(dir)).not.toContain('station.passphrase.json');
    await bench.start();
    expect(await reveal()).toEqual(receiver);
    await bench.close();
  }, 120_000);

  it('wants to know what, and a folder with data in it', () => {
    expect(run(['keys'])).toMatchObject({ status: 2 });
    expect(run(['keys', 'burn'])).toMatchObject({ status: 2 });
    expect(run(['keys', 'rotate'])).toMatchObject({ status: 2 });
  }, 60_000);
});

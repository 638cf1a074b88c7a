import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { inRoot } from '../../../build/lib/paths.ts';

let root: string;

/** Stands for npm: notes how it was called and makes the packages that matter here. */
const NPM = `
import { appendFileSync, mkdirSync, symlinkSync, rmSync } from 'node:fs';
appendFileSync('calls', JSON.stringify({ args: process.argv.slice(2), production: process.env.NODE_ENV === 'production', ignore: process.env.npm_config_ignore_scripts }) + '\\n');
if (process.env.FAKE_NPM === 'fails') process.exit(7);
rmSync('node_modules', { recursive: true, force: true });
mkdirSync('node_modules/node/bin', { recursive: true });
if (process.env.FAKE_NPM !== 'no-node') symlinkSync(process.env.FAKE_NODE, 'node_modules/node/bin/node');
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packline-bootstrap-'));
  mkdirSync(join(root, 'build'));
  copyFileSync(inRoot('build/bootstrap.mjs'), join(root, 'build/bootstrap.mjs'));
  copyFileSync(inRoot('build/run.mjs'), join(root, 'build/run.mjs'));
  writeFileSync(join(root, 'package-lock.json'), '{"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}');
  writeFileSync(join(root, 'npm.mjs'), NPM);
  writeFileSync(
    join(root, 'task.mjs'),
    'process.stdout.write(process.argv.slice(2).join(" ")); process.exitCode = 5;',
  );
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function environment(over: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const npm = {
    npm_execpath: join(root, 'npm.mjs'),
    npm_node_execpath: process.execPath,
    FAKE_NODE: process.execPath,
  };
  return { ...process.env, ...npm, ...over };
}

const run = (env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, ['build/run.mjs', 'task.mjs', 'one', 'two'], {
    cwd: root,
    env: environment(env),
    encoding: 'utf8',
  });

const calls = (): { args: string[]; production: boolean; ignore: string }[] =>
  existsSync(join(root, 'calls'))
    ? readFileSync(join(root, 'calls'), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { args: string[]; production: boolean; ignore: string })
    : [];

describe('the bootstrap', () => {
  it('installs by the lock file once, runs the task with its arguments and carries its exit code', () => {
    const first = run({ NODE_ENV: 'production', npm_config_ignore_scripts: 'true' });
    expect([first.status, first.stdout]).toEqual([5, 'one two']);
    expect(run().status).toBe(5);
    expect(calls()).toEqual([
      {
        args: ['ci', '--include=dev', '--loglevel=error', '--no-progress'],
        production: false,
        ignore: 'false',
      },
    ]);
  });

  it('installs again when the lock file changed', () => {
    run();
    writeFileSync(
      join(root, 'package-lock.json'),
      '{"packages":{"":{},"node_modules/a":{"version":"2.0.0"}}}',
    );
    run();
    expect(calls()).toHaveLength(2);
  });

  it('takes packages that someone installed by hand when they are what the lock file wants', () => {
    run();
    const lock =
      '{"packages":{"":{},"node_modules/a":{"version":"2.0.0"},"node_modules/mac":{"version":"1.0.0","optional":true}}}';
    writeFileSync(join(root, 'package-lock.json'), lock);
    writeFileSync(
      join(root, 'node_modules/.package-lock.json'),
      '{"packages":{"node_modules/a":{"version":"2.0.0"}}}',
    );
    expect(run().status).toBe(5);
    expect(calls()).toHaveLength(1);
    writeFileSync(join(root, 'package-lock.json'), lock.replace('2.0.0', '3.0.0'));
    run();
    expect(calls()).toHaveLength(2);
  });

  it('that failed is tried again, not taken for done', () => {
    const failed = run({ FAKE_NPM: 'fails' });
    expect([failed.status, failed.stdout]).toEqual([1, '']);
    expect(failed.stderr).toContain('npm ci failed');
    expect(run().status).toBe(5);
    expect(calls()).toHaveLength(2);
  });

  it('says so when npm left no Node behind', () => {
    const failed = run({ FAKE_NPM: 'no-node' });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/did not install Node 24[\s\S]*ignore-scripts/);
  });

  it('refuses a Node of another version', () => {
    const old = join(root, 'old-node');
    writeFileSync(old, '#!/bin/sh\necho v18.0.0\n');
    chmodSync(old, 0o755);
    expect(run({ FAKE_NODE: old }).stderr).toContain('found: v18.0.0');
  });

  it('hands signals on to the task and ends with it', async () => {
    const text =
      "process.on('SIGTERM', () => process.exit(42)); process.stdout.write('up'); setInterval(() => undefined, 1000);";
    writeFileSync(join(root, 'task.mjs'), text);
    const child = spawn(process.execPath, ['build/run.mjs', 'task.mjs'], { cwd: root, env: environment() });
    await new Promise<void>((resolve) =>
      child.stdout.on('data', (data: Buffer) => data.includes('up') && resolve()),
    );
    child.kill('SIGTERM');
    expect(await new Promise((resolve) => child.on('exit', resolve))).toBe(42);
  });
});

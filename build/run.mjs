/**
 * `node build/run.mjs [NODE FLAGS] FILE [ARGS]`: installs what is missing, then runs FILE under the Node version of the project.
 * Signals go to the child, whose exit code is ours.
 */
import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { ROOT, bootstrap, nodeBinary } from './bootstrap.mjs';

const given = process.argv.slice(2);
const at = given.findIndex((arg) => !arg.startsWith('-'));
const flags = at < 0 ? [] : given.slice(0, at);
const [file, ...args] = given.slice(Math.max(at, 0));
if (file === undefined) {
  process.stderr.write('usage: node build/run.mjs [NODE FLAGS] FILE [ARGS]\n');
  process.exit(2);
}

try {
  bootstrap();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

const path = [dirname(nodeBinary), join(ROOT, 'node_modules', '.bin'), process.env.PATH].join(delimiter);
const child = spawn(
  nodeBinary,
  ['--disable-warning=ExperimentalWarning', ...flags, join(ROOT, file), ...args],
  {
    stdio: 'inherit',
    // Whatever is started below here loads a few hundred files: compiled once, it takes a third of the time.
    env: { NODE_COMPILE_CACHE: join(ROOT, 'out', 'code'), ...process.env, PATH: path },
  },
);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npm hands a signal to its shell, and some shells end without handing it on: then we have lost our parent.
if (process.env.npm_lifecycle_event !== undefined && process.platform !== 'win32') {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill('SIGTERM'), 500).unref();
}
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (signal) {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  } else process.exit(code ?? 1);
});

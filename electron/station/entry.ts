import { keepCompiledCode } from './host/code-cache.ts';
import { runStationProcess } from './host/process.ts';
import type { ParentPortLike } from './host/process.ts';

/** In a utility process Electron adds the port to its parent. */
const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPortLike };
if (!parentPort)
  throw new Error('The station process is started by the Electron host; elsewhere run serve.js.');

keepCompiledCode();
// Loaded when main has said what to start: whoever listens late misses main's first message.
runStationProcess(
  async (options) => (await import('./index.ts')).startStation(options),
  parentPort,
  (code) => process.exit(code),
);

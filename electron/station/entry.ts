import { startStation } from './index.ts';
import { runStationProcess } from './host/process.ts';
import type { ParentPortLike } from './host/process.ts';

/** In a utility process Electron adds the port to its parent. */
const { parentPort } = process as NodeJS.Process & { readonly parentPort?: ParentPortLike };
if (!parentPort)
  throw new Error('The station process is started by the Electron host; elsewhere run serve.js.');

runStationProcess(startStation, parentPort, (code) => process.exit(code));

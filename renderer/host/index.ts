import type { Contract } from '../../shared/rpc/index.ts';
import { createBrowserHost } from './browser.ts';
import { createElectronHost, findBridge } from './electron.ts';
import type { Host } from './host.ts';

export * from './host.ts';
export { createBrowserHost } from './browser.ts';
export { createElectronHost } from './electron.ts';

/** The host that this page runs in. */
export function createHost<C extends Contract>(contract: C): Host<C> {
  const bridge = findBridge();
  return bridge ? createElectronHost(contract, bridge) : createBrowserHost(contract);
}

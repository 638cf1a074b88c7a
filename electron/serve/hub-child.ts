import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { FoundHub } from '../../shared/contract/index.ts';
import type { ForkHub } from '../station/host/hub.ts';

/** The hub as a child of the browser host: the built one beside the built host, else from its source. */
export const forkHub: ForkHub = (args) => {
  const built = join(import.meta.dirname, '../hub/main.js');
  const entry = existsSync(built) ? built : join(import.meta.dirname, '../../hub/main.ts');
  // Its log is its own; the host's terminal shows what it complains of.
  const child = fork(entry, [...args], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // V8 would let the young generation grow to 128 MB before it cleans up (docs/hub/README.md).
    execArgv: ['--max-semi-space-size=8'],
  });
  return {
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener).once('error', listener),
    stop: () => void (child.connected ? child.disconnect() : child.kill('SIGTERM')),
  };
};

/** Loaded when somebody looks for hubs: no start waits for it. */
export async function discover(): Promise<readonly FoundHub[]> {
  const { discoverHubs } = await import('../station/sync/discover.ts');
  return discoverHubs();
}

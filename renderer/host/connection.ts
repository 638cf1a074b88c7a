import type { Disposable } from '../../shared/base/index.ts';
import { createClient } from '../../shared/rpc/index.ts';
import type { Channel, Client, Contract, RpcProblem, Timers } from '../../shared/rpc/index.ts';
import type { Connection } from './host.ts';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 2_000;

export interface ConnectorOptions<C extends Contract> {
  readonly contract: C;
  readonly timers: Timers;
  /**
   * Opens one channel, or rejects where the station cannot be reached. Where the station says that it cannot start,
   * `refused` is called before the channel closes.
   */
  readonly open: (refused: (code: string) => void) => Promise<Channel>;
  readonly onState: (state: Connection<C>) => void;
  readonly onProblem?: (problem: RpcProblem) => void;
}

/**
 * Keeps a page connected: opens a channel, makes a client of it, and when it closes tries again after
 * 100 ms, then twice as long each time, up to 2 s.
 */
export function keepConnected<C extends Contract>(options: ConnectorOptions<C>): Disposable {
  let stopped = false;
  let attempt = 0;
  let waiting: Disposable | undefined;
  let client: Client<C> | undefined;

  const refused = (code: string): void => options.onState({ kind: 'refused', code });

  function lost(): void {
    if (stopped) return;
    client = undefined;
    attempt += 1;
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
    waiting = options.timers.after(wait, tryOnce);
    options.onState({ kind: 'lost', attempt });
  }

  function opened(channel: Channel): void {
    if (stopped) return channel.close();
    attempt = 0;
    const { contract, timers, onProblem } = options;
    const made = createClient(contract, channel, onProblem ? { timers, onProblem } : { timers });
    client = made;
    options.onState({ kind: 'ready', client: made });
    void made.onClose(() => {
      if (client === made) lost();
    });
    return undefined;
  }

  function tryOnce(): void {
    options.open(refused).then(opened, lost);
  }

  options.onState({ kind: 'connecting' });
  tryOnce();
  return {
    dispose() {
      stopped = true;
      void waiting?.dispose();
      client?.close();
    },
  };
}

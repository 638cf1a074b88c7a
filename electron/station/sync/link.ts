import { setTimeout as sleep } from 'node:timers/promises';
import type { SyncView } from '../../../shared/contract/index.ts';
import { PROTOCOL } from '../../../shared/contract/hub/index.ts';
import type { HubClient } from './hub-client.ts';
import { HubError, unreachable } from './hub-error.ts';
import type { Replication } from './replicate.ts';

type State = Exclude<SyncView['state'], 'alone'>;

/** Keeps the station in touch with its hub: greets it, holds the stream, and tries again after every failure. */
export interface Link {
  state(): State;
  error(): SyncView['error'];
  /** An exchange failed: the link is given up, and taken up again after a pause. */
  failed(error: unknown): void;
  stop(): Promise<void>;
}

/** Pauses between two tries, ms: doubled each time, and drawn anew between half and the whole of it. */
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** A hub that does not want this station may change its mind: somebody renews the token, or updates the hub. */
const BARRED_PAUSE_MS = 60_000;

export function createLink(deps: {
  readonly client: Pick<HubClient, 'hello' | 'stream'>;
  readonly replication: Pick<Replication, 'start' | 'resume' | 'pause' | 'stream'>;
  readonly expected: { readonly site: string; readonly station: string };
  /** What the hub is told of what was seen of its history. */
  readonly seen: () => Promise<{ readonly epoch?: string | undefined; readonly seq: number }>;
  /** Nothing is exchanged before it resolves. @param epoch of the hub's history; an older hub says none */
  readonly onHello: (skewMs: number, epoch: string | undefined) => Promise<void> | void;
  /** The hub's history is not the one that was seen: all must be exchanged anew, by another link than this. */
  readonly onOtherHistory: () => void;
  /** The hub said that it is there. */
  readonly onPing: () => void;
  readonly onChange: () => void;
  readonly log: (line: string) => void;
  readonly random?: () => number;
  readonly longestPauseMs?: number;
}): Link {
  const { client, replication, random = Math.random } = deps;
  const ending = new AbortController();
  let state: State = 'connecting';
  let error: HubError | undefined;
  let pause = FIRST_PAUSE_MS;
  let giveUp: (reason: HubError) => void = () => undefined;

  function become(next: State, why?: HubError): void {
    const changed = state !== next || error?.code !== why?.code;
    state = next;
    error = why;
    if (!changed) return;
    deps.log(`hub: ${next}${why ? `, ${why.code}` : ''}`);
    deps.onChange();
  }

  async function once(): Promise<never> {
    const { answer, skewMs } = await client.hello(await deps.seen());
    if (answer.protocol !== PROTOCOL)
      throw new HubError('barred', answer.protocol < PROTOCOL ? 'protocol_old' : 'protocol_new', {
        hub: answer.protocol,
        station: PROTOCOL,
      });
    if (answer.site !== deps.expected.site || answer.station !== deps.expected.station)
      throw new HubError('barred', 'other_site');
    if (answer.known === false) {
      deps.onOtherHistory();
      throw new HubError('away', 'hub_restored');
    }
    await deps.onHello(skewMs, answer.epoch);
    const broken = new Promise<never>((_, reject) => (giveUp = reject));
    // Somebody may give up before it is waited for.
    broken.catch(() => undefined);
    const stream = new AbortController();
    try {
      const { ended } = await client.stream(
        { ...replication.stream, onPing: deps.onPing },
        AbortSignal.any([stream.signal, ending.signal]),
      );
      ended.catch(() => undefined);
      await Promise.race([replication.resume(), broken]);
      pause = FIRST_PAUSE_MS;
      become('online');
      return await Promise.race([ended, broken]);
    } finally {
      stream.abort();
    }
  }

  async function run(): Promise<void> {
    await replication.start();
    while (!ending.signal.aborted) {
      const failure = await once().catch((thrown: unknown) => thrown);
      if (ending.signal.aborted) return;
      replication.pause();
      const why = failure instanceof HubError ? failure : unreachable(failure);
      become(why.kind === 'barred' ? 'barred' : 'offline', why);
      const longest = deps.longestPauseMs ?? LONGEST_PAUSE_MS;
      const most = why.kind === 'barred' ? Math.min(BARRED_PAUSE_MS, longest * 2) : Math.min(pause, longest);
      pause = Math.min(longest, pause * 2);
      await sleep(most * (0.5 + random() / 2), undefined, { signal: ending.signal, ref: false }).catch(
        () => undefined,
      );
    }
  }

  const running = run().catch((thrown: unknown) => {
    const name = thrown instanceof Error ? thrown.name : 'unknown';
    become('offline', new HubError('away', 'sync_failed', { reason: name }));
  });

  return {
    state: () => state,
    error: () => (error ? { code: error.code, data: error.data } : null),
    failed(thrown) {
      giveUp(
        thrown instanceof HubError
          ? thrown
          : new HubError('away', 'sync_failed', {
              reason: thrown instanceof Error ? thrown.name : 'unknown',
            }),
      );
    },
    async stop() {
      ending.abort();
      await running;
    },
  };
}

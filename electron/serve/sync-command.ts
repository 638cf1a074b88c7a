import type { StationContract, SyncView } from '../../shared/contract/index.ts';
import type { Client } from '../../shared/rpc/index.ts';

interface Options {
  readonly client: Client<StationContract>;
  readonly print: (value: unknown) => void;
  readonly usage: (problem: string) => number;
  readonly refuse: (refusal: {
    readonly ok: false;
    readonly code: string;
    readonly data: Readonly<Record<string, unknown>>;
  }) => number;
  /** Leaves also where something has not reached the hub. */
  readonly yes: boolean;
}

/** ms in which the hub should answer; what is there to exchange may take longer, as long as it goes on. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 200;

/**
 * `sync status | join URL CODE NAME | refused | retry | leave [--yes]`: on a folder that no station has open. `status` and
 * `join` exchange what waits, and say how it stands afterwards.
 * @returns 0 where station and hub are in step (or the station is alone, asked for its status), 1 where not
 */
export async function syncCommand(args: readonly string[], options: Options): Promise<number> {
  const { client, print } = options;
  const [what = 'status', ...rest] = args;
  switch (what) {
    case 'status':
      return settle(options, 0);
    case 'join': {
      const [url, code, name] = rest;
      if (url === undefined || code === undefined || name === undefined)
        return options.usage('sync join wants an address, a code and a name');
      const joined = await client.call('sync.join', { url, code, name });
      return joined.ok ? settle(options, 1) : options.refuse(joined);
    }
    case 'refused': {
      const { total, rows } = await client.call('sync.refused', { offset: 0, limit: 500 });
      for (const row of rows) print(row);
      process.stderr.write(`${rows.length} of ${total}\n`);
      return total === 0 ? 0 : 1;
    }
    case 'retry': {
      await settle({ ...options, print: () => undefined }, 1);
      const retried = await client.call('sync.retry', {});
      return retried.ok ? settle(options, 1) : options.refuse(retried);
    }
    case 'leave': {
      await settle({ ...options, print: () => undefined }, 1);
      const left = await client.call('sync.leave', { anyway: options.yes });
      return left.ok ? settle(options, 0) : options.refuse(left);
    }
    default:
      return options.usage(`unknown: sync ${what}`);
  }
}

/** Waits as long as the exchange goes on. */
async function settle({ client, print }: Options, alone: number): Promise<number> {
  const began = Date.now();
  let view = await client.call('sync.view', {});
  let before = '';
  let since = began;
  const left = (now: SyncView): string => `${now.state} ${now.pushing} ${now.pulling?.documents ?? ''}`;
  while (view.state !== 'alone' && view.state !== 'barred' && !inStep(view, began)) {
    if (left(view) !== before) since = Date.now();
    before = left(view);
    if (Date.now() - since > PATIENCE_MS) break;
    if (view.state === 'online' && view.pushing === 0 && view.refused > 0) break;
    await new Promise((wake) => setTimeout(wake, LOOK_MS));
    view = await client.call('sync.view', {});
  }
  print(view);
  if (view.state === 'alone') return alone;
  return inStep(view, began) ? 0 : 1;
}

const inStep = (view: SyncView, since: number): boolean =>
  view.state === 'online' && view.pushing === 0 && (view.agreedAt ?? 0) >= since;

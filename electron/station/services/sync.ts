import { setTimeout as sleep } from 'node:timers/promises';
import type { RefusedDocument, SyncView } from '../../../shared/contract/index.ts';
import { MAX_AHEAD_MS } from '../../../shared/contract/hub/index.ts';
import {
  createHubClient,
  createLink,
  createReplication,
  HubError,
  hubUrl,
  meetHub,
  pinnedFetch,
  openRefused,
  type Fetch,
  type Link,
  type RefusedEntry,
  type Replication,
} from '../sync/index.ts';
import { accepted, DONE, nameOf, refused, type Context, type Outcome } from './context.ts';
import type { HubHost } from '../types.ts';
import type { SiteKey } from './site-key.ts';
import { readJoined, readProgress, type Joined, type Progress } from './joined.ts';

/** The station's side of the hub: joining and leaving, what waits, what was refused. */
export interface SyncService {
  view(): SyncView;
  /** Merges what is here with what the hub has. */
  join(input: { readonly url: string; readonly code: string; readonly name: string }): Promise<Outcome<null>>;
  /** @param anyway also where something has not reached the hub; it stays here */
  leave(anyway: boolean): Promise<Outcome<null>>;
  refused(offset: number, limit: number): Promise<{ total: number; rows: RefusedDocument[] }>;
  /** Offers refused documents again: one, those of a collection, or all. */
  retry(collection?: string, id?: string): Promise<Outcome<null>>;
  /** May be asked of the hub now (leases, older documents); undefined where no hub was joined. */
  hub():
    | {
        readonly url: string;
        readonly token: string;
        /** As the hub calls it. */
        readonly site: string;
        readonly fetch?: Fetch | undefined;
        readonly online: boolean;
      }
    | undefined;
  /** Something that the view shows has changed. */
  touch(): void;
  /** Told when the connection came or went. */
  onLink(listener: (online: boolean) => void): void;
  close(): Promise<void>;
}

export interface SyncOptions {
  /** ms after the start of the station: the first screen comes first. */
  readonly startMs?: number;
  /** Longest pause between two tries to reach the hub, ms. */
  readonly longestPauseMs?: number;
}

const START_MS = 1_500;
/** ms between two pushes of the view. */
const PUSH_MS = 250;
/** How often the last agreement is written down. */
const KEEP_MS = 30_000;
/** And that something waits, or no longer does, ms. */
const SOON_MS = 500;
/** A token is renewed when it is that old. */
const TOKEN_MS = 30 * 86_400_000;
/** Longest that a person waits for the answer to a retry. */
const PATIENCE_MS = 8_000;

interface Running {
  readonly joined: Joined;
  readonly replication: Replication;
  readonly link: Link;
  readonly ending: AbortController;
}

export async function createSync(deps: {
  readonly ctx: Context;
  readonly siteKey: Pick<SiteKey, 'take' | 'settled' | 'shared'>;
  /** Days for which finished documents are kept here; 0 for ever. */
  readonly documentDays: () => number;
  /** The hub that may run on this machine. */
  readonly hub?: HubHost | undefined;
  readonly options?: SyncOptions | undefined;
  /** Carriers whose leased numbers run out. */
  readonly low?: () => NonNullable<SyncView['low']>;
}): Promise<SyncService> {
  const { ctx, options = {} } = deps;
  const { db, clock } = ctx;
  let joined = await readJoined(db);
  const fetchOf = (certificate: string | undefined): Fetch | undefined =>
    certificate === undefined ? undefined : pinnedFetch(certificate);
  let transport = fetchOf(joined?.certificate);
  let progress: Progress = await readProgress(db);
  const list = await openRefused(db, clock, () => changed());
  let running: Running | undefined;
  let since = clock.now();
  let shown: SyncView['state'] = joined ? 'connecting' : 'alone';
  let skewMs: number | null = null;
  let keptAt = 0;
  let retriedAt = 0;
  let closed = false;
  const listeners: ((online: boolean) => void)[] = [];

  const state = (): SyncView['state'] => running?.link.state() ?? (joined ? 'connecting' : 'alone');
  const view = (): SyncView => {
    const counted = running?.replication.counted() ?? false;
    const documents = running?.replication.pulling() ?? null;
    const low = deps.low?.() ?? [];
    return {
      state: state(),
      since,
      hub: joined ? { url: joined.url, name: joined.hub, site: joined.siteName } : null,
      agreedAt: progress.agreedAt,
      pushing: joined ? (counted && running ? running.replication.pending.count() : progress.pushing) : 0,
      pulling: documents === null || !joined ? null : { documents },
      refused: list.count(),
      skewMs,
      error: running?.link.error() ?? null,
      ...(low.length > 0 ? { low: [...low] } : {}),
      ...(progress.anewAt === undefined ? {} : { anewAt: progress.anewAt }),
      serving: deps.hub?.serving() ?? null,
      trouble: deps.hub?.trouble?.() ?? null,
    };
  };

  let timer: NodeJS.Timeout | undefined;
  function changed(): void {
    const now = state();
    if (now !== shown) {
      const wasOnline = shown === 'online';
      shown = now;
      since = clock.now();
      if (wasOnline !== (now === 'online')) for (const listener of listeners) listener(now === 'online');
    }
    if (running?.replication.inStep() === true && now === 'online') agreed();
    const waits = running?.replication.counted() === true ? running.replication.pending.count() : 0;
    // So that a start after a crash does not begin by saying that nothing waits.
    if (
      waits > 0 !== progress.pushing > 0 &&
      running?.replication.counted() === true &&
      clock.now() - keptAt > SOON_MS
    )
      void keep();
    timer ??= setTimeout(() => {
      timer = undefined;
      if (!closed) ctx.push.emit({ event: 'sync', value: view() });
    }, PUSH_MS).unref();
  }

  function agreed(): void {
    const first = progress.agreedAt === null || !progress.complete;
    progress = { ...progress, agreedAt: clock.now(), complete: true };
    if (first || clock.now() - keptAt > KEEP_MS) void keep();
  }

  async function keep(): Promise<void> {
    keptAt = clock.now();
    if (ctx.failed() || ctx.paused() || !joined) return;
    const of = running;
    const seq = (await of?.replication.seen().catch(() => 0)) ?? 0;
    // What another joining has seen says nothing of this one.
    if (running !== of) return;
    progress = { ...progress, pushing: view().pushing, seq: Math.max(seq, progress.seq ?? 0) };
    await db.config
      .put({ id: 'hub-progress', kind: 'station', value: { ...progress }, private: {} })
      .catch((error: unknown) => ctx.log(`hub: progress not kept, ${nameOf(error)}`));
  }

  function start(to: Joined): void {
    if (running || closed) return;
    const ending = new AbortController();
    const client = createHubClient({
      url: to.url,
      token: to.token,
      fetch: transport,
      signal: ending.signal,
      now: clock.now,
    });
    const replication = createReplication({
      db,
      identity: `hub-${to.joinedAt}`,
      client,
      sites: { here: ctx.site, hub: to.site },
      clock,
      hlc: ctx.hlc,
      skewMs: () => skewMs ?? 0,
      refused: list,
      since: () => {
        const days = deps.documentDays();
        return days === 0 ? 0 : Math.max(0, Math.trunc(clock.now() - days * 86_400_000));
      },
      pulledBefore: progress.complete,
      onFailure: (error) => link.failed(error),
      onChange: () => changed(),
    });
    const link: Link = createLink({
      client,
      replication,
      expected: { site: to.site, station: ctx.station },
      seen: async () => ({
        epoch: progress.epoch,
        seq: Math.max(await replication.seen(), progress.seq ?? 0),
      }),
      async onHello(skew, epoch) {
        skewMs = skew;
        // Joined when its version knew of no shared key.
        if (clock.now() - to.tokenAt > TOKEN_MS || (epoch !== undefined && !deps.siteKey.shared()))
          void renew(to);
        if (epoch === undefined || epoch === progress.epoch) return;
        progress = { ...progress, epoch };
        await keep();
        await db.barrier();
      },
      onOtherHistory: () => void startAnew(to).catch((error: unknown) => link.failed(error)),
      onPing() {
        changed();
        retryWhatIsDue();
      },
      onChange: () => {
        changed();
        retryWhatIsDue();
      },
      log: ctx.log,
      ...(options.longestPauseMs === undefined ? {} : { longestPauseMs: options.longestPauseMs }),
    });
    running = { joined: to, replication, link, ending };
    db.useKeeper(replication);
    changed();
  }

  async function stop(how: (replication: Replication) => Promise<void>): Promise<void> {
    const now = running;
    if (!now) return;
    running = undefined;
    const stopped = now.link.stop();
    now.ending.abort();
    await Promise.all([stopped, how(now.replication)]);
  }

  /** The old token is good until the new one was used, so that a crash in between locks nobody out. */
  async function renew(to: Joined): Promise<void> {
    try {
      const client = createHubClient({ url: to.url, token: to.token, fetch: transport });
      const { token, siteKey } = await client.newToken();
      if (closed || joined !== to) return;
      // The hub has seen this station's orders: their hashes stay as they are.
      if (siteKey !== undefined) await deps.siteKey.take(siteKey, false);
      const next: Joined = { ...to, token, tokenAt: clock.now() };
      await write(next);
      await stop((replication) => replication.stop());
      start(next);
    } catch (error) {
      ctx.log(`hub: token not renewed, ${nameOf(error)}`);
    }
  }

  /**
   * The hub was restored from a backup that is older than what was agreed with it. All that was agreed is forgotten: everything
   * is pulled from the start and everything here is offered, under another name, since RxDB would not offer what it knows to
   * have come from a hub of the old one.
   */
  async function startAnew(to: Joined): Promise<void> {
    if (closed || joined !== to) return;
    ctx.log('hub: restored from an older backup; everything is exchanged anew');
    const now = clock.now();
    await stop((replication) => replication.remove());
    db.useKeeper({ mayGo: () => false, gone: () => Promise.resolve() });
    progress = { agreedAt: progress.agreedAt, pushing: 0, complete: false, anewAt: now };
    const next: Joined = { ...to, joinedAt: Math.max(now, to.joinedAt + 1) };
    await write(next);
    await keep();
    await db.barrier();
    if (!closed && joined === next) start(next);
  }

  /** Documents go to the hub with the hashes of its site's key. */
  async function begin(to: Joined): Promise<void> {
    try {
      await deps.siteKey.settled(() => !closed && joined === to);
    } catch (error) {
      ctx.log(`hub: receiver hashes not derived anew, ${nameOf(error)}`);
    }
    if (joined === to) start(to);
  }

  async function write(next: Joined): Promise<void> {
    const { token, ...value } = next;
    await db.config.put({ id: 'hub', kind: 'station', value, private: { token } });
    await db.barrier();
    if (next.certificate !== joined?.certificate) transport = fetchOf(next.certificate);
    joined = next;
  }

  /** Steps that were ahead of the hub's clock are offered again when it has caught up. */
  function retryWhatIsDue(): void {
    if (state() !== 'online' || clock.now() - retriedAt < 1_000) return;
    const now = clock.now();
    const due = list
      .all()
      .filter(({ code, data, at }) => code === 'clock_ahead' && now > at + Number(data['ms']) - MAX_AHEAD_MS);
    if (due.length === 0) return;
    retriedAt = now;
    void offer(due);
  }

  /** People first: the hub asks who did something. */
  async function offer(entries: readonly RefusedEntry[]): Promise<void> {
    const now = running;
    const names = new Set(entries.map(({ collection }) => collection));
    for (const name of [...names].sort((a, b) => Number(b === 'people') - Number(a === 'people'))) {
      if (!now || running !== now || state() !== 'online') return;
      const ids = entries.filter(({ collection }) => collection === name).map(({ id }) => id);
      await now.replication.offer(name, ids).catch((error: unknown) => {
        if (running === now) ctx.log(`hub: not offered again, ${nameOf(error)}`);
      });
    }
  }

  async function labelOf({ collection, id }: RefusedEntry): Promise<string> {
    switch (collection) {
      case 'orders':
        return (await db.orders.get(id))?.channelOrderNo ?? id;
      case 'shipments': {
        const order = (await db.shipments.get(id))?.order;
        return (order === undefined ? undefined : (await db.orders.get(order))?.channelOrderNo) ?? id;
      }
      case 'waybills':
        return (await db.waybills.get(id))?.number ?? id;
      case 'cases': {
        const order = (await db.cases.get(id))?.order;
        return (order === undefined ? undefined : (await db.orders.get(order))?.channelOrderNo) ?? id;
      }
      case 'stock':
        return (await db.stock.get(id))?.sku ?? id;
      case 'people':
        return (await db.people.get(id))?.name ?? id;
      case 'products':
        return (await db.products.get(id))?.sku ?? id;
      default:
        return id;
    }
  }

  /** The hub of this machine has another port than when it was joined; its certificate says that it is the same. */
  async function follow(): Promise<void> {
    const url = deps.hub?.localUrl?.();
    const to = joined;
    if (closed || url === undefined || to?.certificate === undefined || to.url === url) return;
    if (new URL(to.url).hostname !== new URL(url).hostname) return;
    const next: Joined = { ...to, url };
    await write(next);
    await stop((replication) => replication.stop());
    if (!closed && joined === next) start(next);
  }

  const serving = deps.hub?.onChange(() => {
    changed();
    follow().catch((error: unknown) => ctx.log(`hub: its new port not taken over, ${nameOf(error)}`));
  });
  const beginning = setTimeout(() => {
    if (joined) void begin(joined);
  }, options.startMs ?? START_MS).unref();
  // Until it is counted, nobody knows what the hub has.
  if (joined) db.useKeeper({ mayGo: () => false, gone: () => Promise.resolve() });

  return {
    view,
    async join({ url: typed, code, name }) {
      if (joined) return refused('already_joined', { url: joined.url });
      const url = hubUrl(typed);
      if (!url.ok) return refused(url.error);
      try {
        const { certificate } = await meetHub(url.value, code);
        const client = createHubClient({ url: url.value, fetch: fetchOf(certificate) });
        const answer = await client.enrol({ code, station: ctx.station, name });
        const { token, site, siteName, hub, siteKey } = answer;
        const now = clock.now();
        if (siteKey !== undefined) await deps.siteKey.take(siteKey, true);
        await db.config.purge(['hub-progress']);
        progress = { agreedAt: null, pushing: 0, complete: false };
        await write({
          ...(certificate === undefined ? {} : { certificate }),
          ...{ url: url.value, hub, site, siteName, name, token, joinedAt: now, tokenAt: now },
        });
      } catch (error) {
        if (error instanceof HubError) return refused(error.code, error.data);
        throw error;
      }
      if (joined) void begin(joined);
      return DONE;
    },
    async leave(anyway) {
      if (!joined) return refused('not_joined');
      const { pushing, refused: stands } = view();
      const counted = running?.replication.counted() ?? false;
      if (!anyway && (!counted || pushing + stands > 0))
        return refused('still_waiting', { n: pushing + stands });
      clearTimeout(beginning);
      joined = undefined;
      transport = undefined;
      await db.config.purge(['hub', 'hub-progress']);
      await stop((replication) => replication.remove());
      await list.clear();
      progress = { agreedAt: null, pushing: 0, complete: false };
      skewMs = null;
      db.useKeeper({ mayGo: () => true, gone: () => Promise.resolve() });
      await db.barrier();
      changed();
      return DONE;
    },
    async refused(offset, limit) {
      const all = list.all();
      const rows = await Promise.all(
        all.slice(offset, offset + limit).map(async (entry) => ({ ...entry, label: await labelOf(entry) })),
      );
      return { total: all.length, rows };
    },
    async retry(collection, id) {
      if (!joined) return refused('not_joined');
      if (state() !== 'online') return refused('hub_offline');
      const chosen = list
        .all()
        .filter(
          (entry) => (collection ?? entry.collection) === entry.collection && (id ?? entry.id) === entry.id,
        );
      await Promise.race([offer(chosen), sleep(PATIENCE_MS, undefined, { ref: false })]);
      return accepted(null);
    },
    hub: () =>
      joined && {
        ...{ url: joined.url, token: joined.token, site: joined.site },
        ...{ fetch: transport, online: state() === 'online' },
      },
    touch: () => changed(),
    onLink: (listener) => void listeners.push(listener),
    async close() {
      clearTimeout(beginning);
      clearTimeout(timer);
      void serving?.dispose();
      if (joined && running) await keep();
      closed = true;
      await stop((replication) => replication.stop());
    },
  };
}

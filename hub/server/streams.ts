import type { ServerResponse } from 'node:http';
import type { Clock } from '../../shared/base/index.ts';
import type { Caller } from '../replication/index.ts';
import { isReplicated } from '../replication/index.ts';
import type { Stations } from '../stations/index.ts';
import type { HubStore, StoredDocument } from '../store/port.ts';
import { jsonOf } from '../store/rows.ts';

export interface StreamLimits {
  /** Bytes that wait for one reader; beyond that it is told to pull. */
  readonly maxBuffered: number;
  readonly perStation: number;
  readonly pingMs: number;
  /** How often it is asked who was revoked by another hub. */
  readonly barredMs: number;
  /** A reader that takes nothing for so long is gone. */
  readonly stuckMs: number;
}
export const STREAM_LIMITS: StreamLimits = {
  maxBuffered: 2 ** 20,
  perStation: 4,
  pingMs: 15_000,
  barredMs: 1_000,
  stuckMs: 60_000,
};

/** Open streams of this hub. */
export interface Streams {
  /** Takes over an answer whose head is still to be written. Ends with the connection. */
  open(who: Caller, response: ServerResponse, head: Readonly<Record<string, string>>): Promise<void>;
  count(site?: string): number;
  /** Ends all streams, each with a `resync`. */
  close(): void;
}

interface Connection {
  readonly who: Caller;
  readonly response: ServerResponse;
  /** Too slow: what is missed is pulled after the `resync` that follows once it has read on. */
  behind: boolean;
  /** Since when nothing more was taken, ms; 0 while it reads. */
  stuckSince: number;
}

interface SiteFeed {
  readonly connections: Set<Connection>;
  /** Everything up to here was sent or left out. */
  position: number;
  pumping: boolean;
  /** There was a commit while it was pumping. */
  again: boolean;
}

const PAGE = 200;
const RESYNC = 'event: resync\ndata:\n\n';

interface Deps {
  readonly store: Pick<HubStore, 'feed' | 'head' | 'onCommit'>;
  readonly stations: Pick<Stations, 'revoked' | 'onBarred'>;
  readonly clock: Clock;
  readonly limits?: Partial<StreamLimits> | undefined;
  /** A database that does not answer; the feed goes on by itself. */
  readonly onError: (error: unknown) => void;
}

/**
 * One reader of each site's feed, however many stations listen: a batch is read once, made to text once, and sent to all
 * but its writer, who gets ids and fingerprints alone.
 */
export function createStreams({ store, stations, clock, onError, ...options }: Deps): Streams {
  const limits = { ...STREAM_LIMITS, ...options.limits };
  const feeds = new Map<string, SiteFeed>();
  let closed = false;

  const stopCommits = store.onCommit((site) => {
    const feed = feeds.get(site);
    if (feed) void pump(site, feed);
  });
  const stopBarred = stations.onBarred((station) => endAll((one) => one.who.station === station));
  const pings = setInterval(ping, limits.pingMs).unref();
  const revocations = setInterval(() => void askBarred(), limits.barredMs).unref();

  const connections = (): Connection[] => [...feeds.values()].flatMap((feed) => [...feed.connections]);

  function send(connection: Connection, text: string): void {
    const { response } = connection;
    if (connection.behind || response.destroyed || response.writableEnded) return;
    if (response.writableLength > limits.maxBuffered) {
      connection.behind = true;
      connection.stuckSince = clock.now();
      response.once('drain', () => {
        connection.behind = false;
        connection.stuckSince = 0;
        send(connection, RESYNC);
      });
      return;
    }
    response.write(text);
  }

  function end(connection: Connection): void {
    const { response } = connection;
    if (!response.destroyed && !response.writableEnded) response.end(RESYNC);
    // A reader that takes nothing would keep the connection for ever.
    setTimeout(() => response.destroy(), 1_000).unref();
    forget(connection);
  }

  function forget(connection: Connection): void {
    const feed = feeds.get(connection.who.site);
    feed?.connections.delete(connection);
    if (feed?.connections.size === 0) feeds.delete(connection.who.site);
  }

  const endAll = (which: (connection: Connection) => boolean): void =>
    connections().filter(which).forEach(end);

  async function askBarred(): Promise<void> {
    if (feeds.size === 0) return;
    try {
      const revoked = await stations.revoked();
      endAll((one) => revoked.has(one.who.station));
    } catch (error) {
      onError(error);
    }
  }

  function ping(): void {
    const now = clock.now();
    for (const connection of connections()) {
      if (connection.stuckSince > 0 && now - connection.stuckSince > limits.stuckMs) {
        connection.response.destroy();
        continue;
      }
      send(connection, `event: ping\ndata: ${JSON.stringify({ now })}\n\n`);
    }
    // A note of a commit may be lost with a connection to the database.
    for (const [site, feed] of feeds) void pump(site, feed);
  }

  async function pump(site: string, feed: SiteFeed): Promise<void> {
    feed.again = true;
    if (feed.pumping) return;
    feed.pumping = true;
    try {
      while (feed.again && feed.connections.size > 0 && !closed) {
        feed.again = false;
        const { documents, upTo } = await store.feed(site, feed.position, PAGE);
        if (upTo <= feed.position) continue;
        for (const run of runsOf(documents)) sendRun(feed, run);
        feed.position = upTo;
        if (documents.length === PAGE) feed.again = true;
      }
    } catch (error) {
      // The position stands; the next ping or commit tries again.
      onError(error);
    } finally {
      feed.pumping = false;
    }
  }

  function sendRun(feed: SiteFeed, run: readonly StoredDocument[]): void {
    const last = run.at(-1);
    if (last === undefined || !isReplicated(last.collection)) return;
    let made: readonly string[] | undefined;
    // The only one who listens may be the one who wrote it all.
    const texts = (): readonly string[] => (made ??= run.map(jsonOf));
    const frame = (documents: readonly string[], own: readonly StoredDocument[]): string =>
      `event: change\ndata: {"collection":"${last.collection}","documents":[${documents.join(',')}],` +
      `"own":${JSON.stringify(own.map(({ id, fingerprint }) => ({ id, fingerprint })))},` +
      `"checkpoint":{"seq":${last.seq}}}\n\n`;
    let whole: string | undefined;
    const writers = new Set(run.map((one) => one.writer));
    for (const connection of feed.connections) {
      const { station } = connection.who;
      if (!writers.has(station)) {
        whole ??= frame(texts(), []);
        send(connection, whole);
        continue;
      }
      const own = run.filter((one) => one.writer === station);
      const others = own.length === run.length ? [] : texts().filter((_, at) => run[at]?.writer !== station);
      send(connection, frame(others, own));
    }
  }

  return {
    async open(who, response, head) {
      const feed = feeds.get(who.site) ?? {
        connections: new Set<Connection>(),
        position: await store.head(who.site),
        pumping: false,
        again: false,
      };
      // Another may have come while the head was read.
      const standing = feeds.get(who.site) ?? feed;
      if (closed || response.destroyed) return void response.destroy();
      feeds.set(who.site, standing);
      // One that came back has left half-open ones behind.
      const own = [...standing.connections].filter((one) => one.who.station === who.station);
      own.slice(0, Math.max(0, own.length - limits.perStation + 1)).forEach(end);
      feeds.set(who.site, standing);
      const connection = { who, response, behind: false, stuckSince: 0 };
      standing.connections.add(connection);
      response.on('close', () => forget(connection));
      response.writeHead(200, {
        ...head,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        // nginx would gather events.
        'x-accel-buffering': 'no',
      });
      response.write(RESYNC);
      void pump(who.site, standing);
    },
    count: (site) => (site === undefined ? connections().length : (feeds.get(site)?.connections.size ?? 0)),
    close() {
      closed = true;
      clearInterval(pings);
      clearInterval(revocations);
      stopCommits();
      stopBarred();
      endAll(() => true);
    },
  };
}

/** Neighbours of one collection: one event each, in the order of the commits. */
function runsOf(documents: readonly StoredDocument[]): StoredDocument[][] {
  const runs: StoredDocument[][] = [];
  for (const document of documents) {
    const run = runs.at(-1);
    if (run?.[0]?.collection === document.collection) run.push(document);
    else runs.push([document]);
  }
  return runs;
}

import { setTimeout as delay } from 'node:timers/promises';

import { listeningClient } from './connections.ts';

/** Channel of NOTIFY; it belongs to one database. */
export const CHANNEL = 'packline_hub';
/** Between attempts to listen again, doubled up to the second, half of it by chance, ms. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;
/** A connection that is silently dead is found by asking, ms. */
const ASK_EVERY_MS = 15_000;

export interface Announcement {
  readonly hub: string;
  readonly site: string;
  readonly seq: number;
}

export interface Announcements {
  close(): Promise<void>;
}

/**
 * Listens on a connection of its own to what other hubs commit. Whenever the connection was lost it listens again, and
 * `onGap` is called: something may have been missed.
 * @throws where it cannot listen the first time
 */
export async function listen(
  url: string,
  on: { announced(announcement: Announcement): void; onGap(): Promise<void> },
): Promise<Announcements> {
  const ended = new AbortController();

  /** Ends when the connection is lost, or with the error for which there is none. */
  async function hold(ready: () => Promise<void>): Promise<void> {
    const client = listeningClient(url);
    const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
    const asking = setInterval(() => void client.query('select 1').catch(() => lose()), ASK_EVERY_MS).unref();
    ended.signal.addEventListener('abort', () => lose());
    client.on('error', () => lose());
    client.on('end', () => lose());
    client.on('notification', (message) => {
      const announcement = message.channel === CHANNEL ? parse(message.payload) : undefined;
      if (announcement) on.announced(announcement);
    });
    try {
      await client.connect();
      await client.query(`listen ${CHANNEL}`);
      await ready();
      await lost;
    } finally {
      clearInterval(asking);
      const end = client.end();
      // A connection that is lost may never say so.
      if (ended.signal.aborted) await end;
      else void end.catch(() => undefined);
    }
  }

  async function keep(held: Promise<void>): Promise<void> {
    let wait = FIRST_WAIT_MS;
    const ready = async (): Promise<void> => {
      await on.onGap();
      wait = FIRST_WAIT_MS;
    };
    for (let holding = held; ; holding = hold(ready)) {
      // Why it was lost does not matter: it is made again.
      await holding.catch(() => undefined);
      if (ended.signal.aborted) return;
      await delay(wait * (0.5 + 0.5 * Math.random()), undefined, { ref: false, signal: ended.signal }).catch(
        () => undefined,
      );
      if (ended.signal.aborted) return;
      wait = Math.min(2 * wait, LONGEST_WAIT_MS);
    }
  }

  const { promise: listening, resolve } = Promise.withResolvers<void>();
  const held = hold(async () => resolve());
  await Promise.race([listening, held]);
  const kept = keep(held);
  return {
    async close() {
      ended.abort();
      await kept;
    },
  };
}

/** Anybody who may use the database may notify: what is not ours is passed over. */
function parse(payload: string | undefined): Announcement | undefined {
  try {
    const { hub, site, seq } = JSON.parse(payload ?? '') as Partial<Announcement>;
    if (typeof hub === 'string' && typeof site === 'string' && typeof seq === 'number')
      return { hub, site, seq };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return undefined;
}

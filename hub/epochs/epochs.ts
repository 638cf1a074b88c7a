import { randomUUID } from 'node:crypto';
import type { Clock } from '../../shared/base/index.ts';
import { MAX_AHEAD_MS } from '../../shared/contract/hub/index.ts';
import type { HubRecord, HubStore, JsonObject, SiteTransaction } from '../store/port.ts';

/**
 * A hub that was restored from an older backup gives out places in the order of commits a second time. So that a station
 * notices, the history of a site is cut into epochs: a new one begins, at the last commit that is there, with the first
 * transaction after the database was started (a restore cannot do without), and whenever a running hub finds the history
 * shorter than it was. Each epoch ends where the next begins. What a station has seen belongs to the history if its epoch is
 * there and reached as far.
 *
 * What a restore took away comes back from the stations, from whichever has it: an event that was written between the last
 * commit that is there and the start of the hub after it may be brought by others than its own station (`lostAt`).
 */

/** What a station says of the history: the epoch that it was told last, and the greatest place that it has seen. */
export interface Seen {
  readonly epoch?: string | undefined;
  readonly seq: number;
}

export interface Epochs {
  /** The store through which everything of this hub must go. */
  readonly store: HubStore;
  /** @throws UnknownSiteError | StoreUnavailableError */
  check(
    site: string,
    seen?: Seen,
  ): Promise<{ readonly epoch: string; readonly head: number; readonly known: boolean }>;
}

interface Epoch {
  readonly id: string;
  /** The site's last commit when it began. */
  readonly from: number;
  /** The run of the database in which it was last used. */
  readonly incarnation: string;
  /** When the site's last commit was made, and when this epoch began, epoch ms. */
  readonly committedAt: number;
  readonly begunAt: number;
  /** A station has seen what is not in this history: between these two moments something was lost. */
  readonly lost?: true;
}

const KIND = 'epoch';
/** A station that was away for more starts of the hub than this begins anew, which does no harm. */
const KEPT = 500;

/** Clocks of stations and hub may differ by so much, ms. */
const SLACK_MS = MAX_AHEAD_MS;

export function createEpochs(inner: HubStore, clock: Clock): Epochs {
  /** As this hub found them last. */
  const current = new Map<string, Epoch>();
  /** How far it has seen each history reach. */
  const reached = new Map<string, number>();
  inner.onCommit((site, seq) => void reached.set(site, Math.max(seq, reached.get(site) ?? 0)));

  /** When the last commit that is there was made; 0 where there is none. */
  async function lastCommitAt(site: string): Promise<number> {
    const head = await inner.head(site);
    const { documents } = await inner.feed(site, Math.max(0, head - 1), 1);
    return documents[0]?.writtenAt ?? 0;
  }

  async function transaction<T>(site: string, work: (tx: SiteTransaction) => Promise<T>): Promise<T> {
    let lookedAt = current.has(site) ? undefined : await lastCommitAt(site);
    for (;;) {
      let found: Epoch | undefined;
      const before = reached.get(site) ?? 0;
      try {
        const result = await inner.transaction(site, async (tx) => {
          const known = current.get(site);
          const shorter = tx.seq < before;
          if (known?.incarnation === tx.incarnation && !shorter) return work(tx);
          if (lookedAt === undefined) throw new LookFirst();
          const moments = { committedAt: lookedAt, begunAt: clock.now() };
          found = await settle(tx, site, { known, shorter, ...moments });
          // What this transaction commits counts from here.
          if (shorter) reached.set(site, tx.seq);
          return work(tx);
        });
        if (found) current.set(site, found);
        return result;
      } catch (error) {
        reached.set(site, Math.max(before, reached.get(site) ?? 0));
        if (!(error instanceof LookFirst)) throw error;
        lookedAt = await lastCommitAt(site);
      }
    }
  }
  const store: HubStore = { ...inner, transaction };

  /** From now on what was lost may be brought by any station of the site. */
  const noteLoss = (site: string, seen: Seen): Promise<void> =>
    store.transaction(site, async (tx) => {
      const epochs = epochsIn(await tx.record(KIND, site));
      const last = epochs.findIndex(({ id }) => id === seen.epoch);
      const marked = epochs.map((epoch, at): Epoch =>
        (last < 0 ? at > 0 && epoch.from < seen.seq : at === last + 1) ? { ...epoch, lost: true } : epoch,
      );
      if (marked.some(({ lost }, at) => lost !== epochs[at]?.lost)) await keep(tx, site, marked);
    });

  return {
    store,
    async check(site, seen) {
      const head = await inner.head(site);
      if (!current.has(site) || head < (reached.get(site) ?? 0))
        await store.transaction(site, () => Promise.resolve());
      const epochs = epochsIn(await inner.record(KIND, site));
      const epoch = epochs.at(-1)?.id;
      if (epoch === undefined) throw new Error('a site without an epoch');
      const known = belongs(epochs, head, seen);
      if (!known && seen) await noteLoss(site, seen);
      return { epoch, head, known };
    },
  };
}

/** The transaction needs to know what cannot be read inside of it. */
class LookFirst extends Error {}

/** Is this a moment of which the hub has lost events? (epoch ms) */
export async function lostAt(
  tx: Pick<SiteTransaction, 'record'>,
  site: string,
): Promise<(ms: number) => boolean> {
  const lost = epochsIn(await tx.record(KIND, site)).filter((epoch) => epoch.lost);
  return (ms) =>
    lost.some(({ committedAt, begunAt }) => ms >= committedAt - SLACK_MS && ms <= begunAt + SLACK_MS);
}

interface Found {
  readonly known: Epoch | undefined;
  /** The history ends before a place that this hub has seen. */
  readonly shorter: boolean;
  readonly committedAt: number;
  readonly begunAt: number;
}

/** The site's epoch as this transaction finds it; a new one where the history may be another than it was. */
async function settle(tx: SiteTransaction, site: string, found: Found): Promise<Epoch> {
  const { known, shorter, committedAt, begunAt } = found;
  const { seq, incarnation } = tx;
  const epochs = epochsIn(await tx.record(KIND, site));
  const latest = epochs.at(-1);
  const ours = latest !== undefined && latest.id === known?.id;
  // Another hub on the same database has begun it.
  if (latest?.incarnation === incarnation && !ours) return latest;
  // The database was started again under a hub that has seen all of it before.
  const goesOn = ours && !shorter;
  const next: Epoch = goesOn
    ? { ...latest, incarnation }
    : { id: randomUUID(), from: seq, incarnation, committedAt, begunAt };
  await keep(tx, site, [...(goesOn ? epochs.slice(0, -1) : epochs), next].slice(-KEPT));
  return next;
}

const keep = (tx: SiteTransaction, site: string, epochs: readonly Epoch[]): Promise<void> =>
  tx.putRecord({ kind: KIND, id: site, site, state: '', due: 0, body: { epochs } });

const epochsIn = (record: HubRecord | undefined): readonly Epoch[] =>
  ((record?.body as JsonObject & { epochs?: readonly Epoch[] }) ?? {}).epochs ?? [];

function belongs(epochs: readonly Epoch[], head: number, seen: Seen | undefined): boolean {
  if (seen === undefined) return true;
  // Of a version that knew of no epochs.
  if (seen.epoch === undefined) return seen.seq <= head;
  const at = epochs.findIndex(({ id }) => id === seen.epoch);
  if (at < 0) return false;
  return seen.seq <= (epochs[at + 1]?.from ?? head);
}

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import type { Changes, HubStore } from '../../../../hub/store/index.ts';
import { ADAPTERS, newDocument, titleOf } from './adapters.ts';
import type { Adapter, Lab } from './adapters.ts';

/** Repeats the same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Reads page by page until told to end, and then once more to the end. */
function startReader(read: (after: number) => Promise<Changes>) {
  const seen: { readonly id: string; readonly seq: number }[] = [];
  let ending = false;
  const run = async (): Promise<typeof seen> => {
    for (let after = 0; ;) {
      const last = ending;
      const { documents, upTo } = await read(after);
      for (const { id, seq } of documents) {
        expect(seq).toBeGreaterThan(after);
        expect(seq).toBeGreaterThan(seen.at(-1)?.seq ?? 0);
        seen.push({ id, seq });
      }
      expect(upTo).toBeGreaterThanOrEqual(documents.at(-1)?.seq ?? after);
      if (last && documents.length === 0) return seen;
      after = upTo;
      await delay(1);
    }
  };
  const done = run();
  return {
    end() {
      ending = true;
      return done;
    },
  };
}

for (const adapter of ADAPTERS) {
  describe.skipIf(adapter.problem !== undefined)(`hub store, order of commits: ${titleOf(adapter)}`, () => {
    let host: Awaited<ReturnType<Adapter['start']>>;
    let lab: Lab;
    let hubs: HubStore[];
    beforeAll(async () => {
      host = await adapter.start();
    });
    afterAll(() => host?.stop());
    beforeEach(async () => {
      lab = await host.lab();
      hubs = [await lab.open()];
      // Two hubs where the adapter allows it.
      if (adapter.shared) hubs.push(await lab.open());
      await hubs[0]?.createSite('S1');
      await hubs[0]?.createSite('S2');
    });
    afterEach(async () => {
      for (const hub of hubs) await hub.close();
      await lab.remove();
    });
    const hub = (n: number): HubStore => hubs[n % hubs.length] as HubStore;

    it('no reader misses what is committed while it reads', async () => {
      const random = numbers(4);
      const told = hubs.map(() => [] as number[]);
      hubs.forEach((each, n) => each.onCommit((site, seq) => void (site === 'S1' && told[n]?.push(seq))));
      const readers = {
        feed: startReader((after) => hub(1).feed('S1', after, 7)),
        orders: startReader((after) => hub(0).changes('S1', { collection: 'orders', after, limit: 5 })),
        shipments: startReader((after) =>
          hub(1).changes('S1', { collection: 'shipments', after, limit: 500, since: 1 }),
        ),
      };
      const taken: number[] = [];
      const committed = new Map<string, string>();

      async function write(n: number): Promise<void> {
        const collection = random(2) ? 'orders' : 'shipments';
        // One of its own, which nothing replaces, and some that others replace too.
        const documents = [`own-${n}`, ...Array.from({ length: random(4) }, () => `shared-${random(20)}`)];
        const [before, between, fails] = [random(60), random(8), random(5) === 0];
        const site = n % 10 === 9 ? 'S2' : 'S1';
        await delay(before);
        const seqs = await hub(n).transaction(site, async (tx) => {
          const numbers: number[] = [];
          for (const id of documents) {
            await tx.putDocuments([newDocument(`${collection}-${id}`, { collection, fingerprint: `f${n}` })]);
            const stored = await tx.documents(collection, [`${collection}-${id}`]);
            numbers.push(stored.get(`${collection}-${id}`)?.seq ?? 0);
            await delay(between);
          }
          if (fails) throw new Error('given up');
          return numbers;
        });
        if (site === 'S2') return;
        taken.push(...seqs);
        committed.set(`${collection}-own-${n}`, collection);
      }

      const results = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => write(n)));
      const reasons = results.flatMap((result) =>
        result.status === 'rejected' ? [String(result.reason)] : [],
      );
      expect(new Set(reasons)).toEqual(new Set(['Error: given up']));

      const head = await hub(0).head('S1');
      expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: head }, (_, n) => n + 1));
      const own = [...committed.keys()].sort();
      const [feed, orders, shipments] = await Promise.all([
        readers.feed.end(),
        readers.orders.end(),
        readers.shipments.end(),
      ]);
      const ownOf = (seen: readonly { readonly id: string }[]): string[] =>
        seen.map(({ id }) => id).filter((id) => id.includes('own'));
      expect(ownOf(feed).sort()).toEqual(own);
      expect([...ownOf(orders), ...ownOf(shipments)].sort()).toEqual(own);
      // What was replaced came at its last place too.
      const truth = (await hub(0).feed('S1', 0, 1_000)).documents.map(({ id, seq }) => [id, seq]);
      expect([...new Map(feed.map(({ id, seq }) => [id, seq]))].sort()).toEqual(truth.sort());

      for (const list of told) {
        await expect.poll(() => list.at(-1)).toBe(head);
        expect(list).toEqual([...list].sort((a, b) => a - b));
      }
    });
  });
}

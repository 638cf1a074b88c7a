import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  StoreKeyError,
  StoreUnavailableError,
  StoreVersionError,
  UnknownSiteError,
  UnstorableError,
} from '../../../../hub/store/index.ts';
import type { DocumentTerms, HubRecord, HubStore } from '../../../../hub/store/index.ts';
import { jsonOf } from '../../../../hub/store/rows.ts';
import { ADAPTERS, clockAt, newDocument, titleOf } from './adapters.ts';
import type { Adapter, Lab, OpenOptions } from './adapters.ts';

const record = (id: string, more: Partial<HubRecord> = {}): HubRecord => ({
  kind: 'delivery',
  id,
  site: 'S1',
  state: 'waiting',
  due: 0,
  body: { id },
  ...more,
});
const ids = (items: readonly { readonly id: string }[]): string[] => items.map((item) => item.id);

for (const adapter of ADAPTERS) {
  describe.skipIf(adapter.problem !== undefined)(`hub store: ${titleOf(adapter)}`, () => {
    let host: Awaited<ReturnType<Adapter['start']>>;
    let lab: Lab;
    let open: HubStore[];
    const openAgain = async (options?: OpenOptions): Promise<HubStore> => {
      const store = await lab.open(options);
      open.push(store);
      return store;
    };
    /** With site S1. */
    const opened = async (options?: OpenOptions): Promise<HubStore> => {
      const store = await openAgain(options);
      await store.createSite('S1');
      return store;
    };
    const put = (store: HubStore, ...documents: Parameters<typeof newDocument>[]): Promise<void> =>
      store.transaction('S1', (tx) => tx.putDocuments(documents.map((args) => newDocument(...args))));

    beforeAll(async () => {
      host = await adapter.start();
    });
    afterAll(() => host?.stop());
    beforeEach(async () => {
      lab = await host.lab();
      open = [];
    });
    afterEach(async () => {
      for (const store of open) await store.close();
      await lab.remove();
    });

    describe('sites', () => {
      it('makes a site once and keeps it as it is', async () => {
        const store = await opened();
        await put(store, ['a']);
        await store.createSite('S1');
        await store.createSite('S0');
        expect(await store.sites()).toEqual(['S0', 'S1']);
        expect(await store.head('S1')).toBe(1);
        expect(await store.head('S0')).toBe(0);
      });

      it('knows nothing of other sites', async () => {
        const store = await opened();
        const query = { collection: 'orders', after: 0, limit: 1 };
        await expect(store.transaction('S9', async () => 1)).rejects.toThrow(UnknownSiteError);
        await expect(store.head('S9')).rejects.toThrow(UnknownSiteError);
        await expect(store.changes('S9', query)).rejects.toThrow(UnknownSiteError);
        await expect(store.feed('S9', 0, 1)).rejects.toThrow(UnknownSiteError);
        await expect(store.head('S\0')).rejects.toThrow(UnknownSiteError);
        await expect(store.createSite('S\0')).rejects.toThrow(UnstorableError);
        expect(await store.documents('S9', 'orders', ['a'])).toEqual(new Map());
        expect(await store.count('S9', 'orders')).toBe(0);
      });

      it('keeps the documents of each site apart, with numbers of its own', async () => {
        const store = await opened();
        await store.createSite('S2');
        await put(store, ['a'], ['b']);
        await store.transaction('S2', (tx) => tx.putDocuments([newDocument('a', { fingerprint: 'f2' })]));
        expect((await store.documents('S1', 'orders', ['a'])).get('a')?.fingerprint).toBe('f1');
        expect((await store.feed('S2', 0, 10)).documents).toMatchObject([
          { id: 'a', seq: 1, fingerprint: 'f2' },
        ]);
      });
    });

    describe('documents', () => {
      it('gives a document as JSON too, whatever part of it is private', async () => {
        const store = await opened();
        const documents = [
          { id: 'a', n: 1 },
          { private: { to: '"王"\u2028\ud800' } },
          { id: 'c', private: null },
        ];
        await put(store, ...documents.map((document, n): [string, object] => [`d${n}`, { document }]));
        const { documents: changed } = await store.changes('S1', {
          collection: 'orders',
          after: 0,
          limit: 9,
        });
        expect(changed.map((each) => JSON.parse(jsonOf(each)) as unknown)).toEqual(documents);
        expect(changed.map((each) => each.document)).toEqual(documents);
      });

      it('gives back what was put, and numbers each in the order of the calls', async () => {
        const store = await opened({ clock: clockAt(1_700_000_000_123) });
        const document = {
          id: 'a',
          lane: 'ready',
          events: [{ id: 'e1', n: 1.5, nothing: null }],
          private: { to: '王' },
        };
        await put(store, ['a', { document, open: false, writer: 'HUB', fingerprint: '1.x' }], ['b']);
        expect((await store.documents('S1', 'orders', ['b', 'a', 'c'])).get('a')).toEqual({
          collection: 'orders',
          id: 'a',
          seq: 1,
          fingerprint: '1.x',
          writer: 'HUB',
          writtenAt: 1_700_000_000_123,
          open: false,
          document,
        });
        expect([...(await store.documents('S1', 'orders', ['b', 'a', 'c'])).keys()].sort()).toEqual([
          'a',
          'b',
        ]);
        expect(await store.documents('S1', 'orders', [])).toEqual(new Map());
        expect(await store.count('S1', 'orders')).toBe(2);
        expect(await store.count('S1', 'shipments')).toBe(0);
      });

      it('replaces a document under a new number; of one given twice the last stays', async () => {
        const store = await opened();
        await put(store, ['a'], ['b'], ['a', { fingerprint: 'f2' }]);
        expect(await store.head('S1')).toBe(3);
        await put(store, ['b', { fingerprint: 'f2', document: { id: 'b' } }]);
        const { documents, upTo } = await store.feed('S1', 0, 10);
        expect(documents).toMatchObject([
          { id: 'a', seq: 3, fingerprint: 'f2' },
          { id: 'b', seq: 4, fingerprint: 'f2', document: { id: 'b' } },
        ]);
        expect(upTo).toBe(4);
      });

      it('pages through changes and says up to where it has looked', async () => {
        const store = await opened();
        const other = { collection: 'shipments' };
        await put(store, ['a'], ['x', other], ['b'], ['c'], ['y', other]);
        const changes = (after: number, limit: number) =>
          store.changes('S1', { collection: 'orders', after, limit });
        const first = await changes(0, 2);
        expect([ids(first.documents), first.upTo]).toEqual([['a', 'b'], 3]);
        const second = await changes(first.upTo, 2);
        expect([ids(second.documents), second.upTo]).toEqual([['c'], 5]);
        expect(await changes(5, 2)).toEqual({ documents: [], upTo: 5 });
        expect(ids((await store.feed('S1', 1, 3)).documents)).toEqual(['x', 'b', 'c']);
        expect((await store.feed('S1', 1, 3)).upTo).toBe(4);
        await expect(changes(0, 0)).rejects.toThrow(RangeError);
      });

      it('leaves out what is done and older than the window, and goes past it', async () => {
        const clock = clockAt(1_000);
        const store = await opened({ clock });
        await put(store, ['old-done', { open: false }], ['old-open']);
        clock.set(2_000);
        await put(store, ['new-done', { open: false }], ['new-open']);
        const window = (after: number, limit: number, since: number) =>
          store.changes('S1', { collection: 'orders', after, limit, since });
        expect(ids((await window(0, 10, 2_000)).documents)).toEqual(['old-open', 'new-done', 'new-open']);
        expect(await window(0, 1, 2_001)).toMatchObject({ documents: [{ id: 'old-open' }], upTo: 2 });
        expect(await window(2, 2, 2_001)).toMatchObject({ documents: [{ id: 'new-open' }], upTo: 4 });
        expect(ids((await window(0, 10, 0)).documents)).toHaveLength(4);
      });
    });

    describe('transactions', () => {
      it('read their own writes, which nobody else sees before the commit', async () => {
        const store = await opened();
        await store.transaction('S1', async (tx) => {
          await tx.putDocuments([newDocument('a')]);
          await tx.putRecord(record('r'));
          expect((await tx.documents('orders', ['a'])).get('a')).toMatchObject({
            seq: 1,
            document: { id: 'a' },
          });
          expect(await tx.record('delivery', 'r')).toEqual(record('r'));
          expect(ids(await tx.records({ kind: 'delivery', limit: 5 }))).toEqual(['r']);
          await tx.putDocuments([newDocument('a', { fingerprint: 'f2' })]);
          expect((await tx.documents('orders', ['a'])).get('a')).toMatchObject({ seq: 2, fingerprint: 'f2' });
          // In memory there is one connection: a read outside would wait for this transaction.
          if (adapter.name === 'SQLite in memory') {
            await expect(store.head('S1')).rejects.toThrow('inside a transaction');
            return;
          }
          expect(await store.head('S1')).toBe(0);
          expect(await store.documents('S1', 'orders', ['a'])).toEqual(new Map());
          expect(await store.record('delivery', 'r')).toBeUndefined();
        });
        expect(await store.head('S1')).toBe(2);
      });

      it('leave nothing where the work throws, and the site free', async () => {
        const store = await opened();
        await put(store, ['a']);
        await store.transaction('S1', (tx) => tx.putRecord(record('kept')));
        const told: number[] = [];
        store.onCommit((_site, seq) => told.push(seq));
        const failing = store.transaction('S1', async (tx) => {
          await tx.putDocuments([newDocument('a', { fingerprint: 'f2' }), newDocument('b')]);
          await tx.insertRecord(record('new'));
          await tx.removeRecord('delivery', 'kept');
          throw new Error('the work failed');
        });
        await expect(failing).rejects.toThrow('the work failed');
        expect((await store.feed('S1', 0, 10)).documents).toMatchObject([
          { id: 'a', seq: 1, fingerprint: 'f1' },
        ]);
        expect(ids(await store.records({ kind: 'delivery', limit: 5 }))).toEqual(['kept']);
        await put(store, ['c']);
        expect(await store.head('S1')).toBe(2);
        expect(told).toEqual([2]);
      });

      it('follow each other, whatever their work waits for', async () => {
        const store = await opened();
        let running = 0;
        const work = async (): Promise<void> => {
          expect((running += 1)).toBe(1);
          await new Promise((resolve) => setTimeout(resolve, 5));
          running -= 1;
        };
        await Promise.all(Array.from({ length: 5 }, () => store.transaction('S1', work)));
      });

      it('refuse what would wait for itself, and calls after their end', async () => {
        const store = await opened();
        let late: (() => Promise<void>) | undefined;
        const nested = store.transaction('S1', async (tx) => {
          late = () => tx.putDocuments([newDocument('late')]);
          await store.transaction('S1', async () => undefined);
        });
        await expect(nested).rejects.toThrow('inside a transaction');
        await expect(late?.()).rejects.toThrow('over');
        expect(await store.head('S1')).toBe(0);
      });

      it('wait for calls that the work left behind', async () => {
        const store = await opened();
        let left: Promise<void> | undefined;
        await store.transaction('S1', async (tx) => {
          left = tx.putDocuments([newDocument('a')]);
        });
        await left;
        expect(await store.head('S1')).toBe(1);
        expect(await store.count('S1', 'orders')).toBe(1);
      });

      it('give back what the work gives, and tell of commits with documents only', async () => {
        const store = await opened();
        const told: [string, number][] = [];
        const stop = store.onCommit((site, seq) => told.push([site, seq]));
        expect(await store.transaction('S1', async () => ({ answer: 42 }))).toEqual({ answer: 42 });
        await store.transaction('S1', (tx) => tx.putRecord(record('r')));
        await store.transaction('S1', (tx) => tx.putDocuments([]));
        await put(store, ['a'], ['b']);
        await put(store, ['c']);
        expect(told).toEqual([
          ['S1', 2],
          ['S1', 3],
        ]);
        stop();
        await put(store, ['d']);
        expect(told).toHaveLength(2);
      });
    });

    describe('records', () => {
      it('are put, replaced, found and removed', async () => {
        const store = await opened();
        const body = { url: 'https://x', tries: [1, null, true], private: { secret: '密' } };
        await store.transaction('S1', async (tx) => {
          await tx.putRecord(record('r', { body, site: '', due: 1_700_000_000_123 }));
          await tx.putRecord(record('r', { kind: 'code', state: 'used' }));
          await tx.removeRecord('delivery', 'nobody');
        });
        expect(await store.record('delivery', 'r')).toEqual(
          record('r', { body, site: '', due: 1_700_000_000_123 }),
        );
        expect((await store.record('code', 'r'))?.state).toBe('used');
        await store.transaction('S1', async (tx) => {
          await tx.putRecord(record('r', { state: 'done' }));
          await tx.removeRecord('code', 'r');
          expect(await tx.record('code', 'r')).toBeUndefined();
        });
        expect(await store.record('delivery', 'r')).toEqual(record('r', { state: 'done' }));
        expect(await store.record('code', 'r')).toBeUndefined();
      });

      it('are inserted once', async () => {
        const store = await opened();
        const results = await store.transaction('S1', async (tx) => [
          await tx.insertRecord(record('r')),
          await tx.insertRecord(record('r', { state: 'other' })),
          await tx.insertRecord(record('r', { kind: 'code' })),
        ]);
        expect(results).toEqual([true, false, true]);
        expect((await store.record('delivery', 'r'))?.state).toBe('waiting');
      });

      it('are inserted by one of many that race for it, from whichever site', async () => {
        const store = await opened();
        const others = adapter.shared ? [store, await openAgain()] : [store];
        const sites = ['S1', 'S2', 'S3'];
        for (const site of sites) await store.createSite(site);
        const race = Array.from({ length: 18 }, (_, n) => {
          const site = sites[n % 3] ?? '';
          const hub = others[n % others.length] ?? store;
          return hub.transaction(site, async (tx) => {
            const won = await tx.insertRecord(record('n', { kind: 'number', site, state: String(n) }));
            expect(await tx.record('number', 'n')).toBeDefined();
            return won ? n : undefined;
          });
        });
        const won = (await Promise.all(race)).filter((n) => n !== undefined);
        expect(won).toHaveLength(1);
        expect((await store.record('number', 'n'))?.state).toBe(String(won[0]));
      });

      it('are found by site, state and moment, page by page', async () => {
        const store = await opened();
        await store.transaction('S1', async (tx) => {
          await tx.putRecord(record('a', { due: 30 }));
          await tx.putRecord(record('b', { due: 10, site: 'S2' }));
          await tx.putRecord(record('c', { due: 20, state: 'dead' }));
          await tx.putRecord(record('d', { due: 10 }));
          await tx.putRecord(record('e'));
          // By bytes of UTF-8, in every database.
          await tx.putRecord(record('Z'));
          await tx.putRecord(record('é'));
          await tx.putRecord(record('x', { kind: 'code', due: 5 }));
        });
        const query = (more: object, limit = 10) =>
          store.records({ kind: 'delivery', limit, ...more }).then(ids);
        expect(await query({})).toEqual(['Z', 'a', 'b', 'c', 'd', 'e', 'é']);
        expect(await query({}, 2)).toEqual(['Z', 'a']);
        expect(await query({ after: 'a' }, 2)).toEqual(['b', 'c']);
        expect(await query({ after: 'aa' }, 1)).toEqual(['b']);
        expect(await query({ site: 'S2' })).toEqual(['b']);
        expect(await query({ site: 'S1', state: 'waiting' })).toEqual(['Z', 'a', 'd', 'e', 'é']);
        expect(await query({ dueBefore: 20 })).toEqual(['b', 'd', 'c']);
        expect(await query({ dueBefore: 20, after: 'b' }, 1)).toEqual(['d']);
        expect(await query({ dueBefore: 30, after: 'd', state: 'waiting' })).toEqual(['a']);
        expect(await query({ dueBefore: 9 })).toEqual([]);
        await expect(query({}, 0)).rejects.toThrow(RangeError);
      });

      it('refuse a moment that is none', async () => {
        const store = await opened();
        for (const due of [-1, 1.5, Number.NaN, 2 ** 60]) {
          const putting = store.transaction('S1', (tx) => tx.putRecord(record('r', { due })));
          await expect(putting).rejects.toThrow(UnstorableError);
        }
      });
    });

    describe('terms', () => {
      const terms = (id: string, more: Partial<DocumentTerms> = {}): DocumentTerms => ({
        collection: 'orders',
        id,
        terms: ['t'],
        targets: [id],
        at: 1,
        ...more,
      });
      const putTerms = (store: HubStore, ...entries: DocumentTerms[]): Promise<void> =>
        store.transaction('S1', (tx) => tx.putTerms(entries));
      const find = (store: HubStore, asked: readonly string[], limit = 10): Promise<readonly string[]> =>
        store.find('S1', { terms: asked, limit });

      it('lead to their targets, newest first, each once, within the site', async () => {
        const store = await opened();
        await store.createSite('S2');
        await putTerms(store, terms('a', { terms: ['t', 'u'], at: 5 }), terms('c'), terms('b'));
        await putTerms(
          store,
          terms('s', { collection: 'shipments', terms: ['w'], targets: ['a', 'b'], at: 9 }),
        );
        await store.transaction('S2', (tx) => tx.putTerms([terms('x')]));
        expect(await find(store, ['t'])).toEqual(['a', 'b', 'c']);
        expect(await find(store, ['t', 'u', 'w'])).toEqual(['a', 'b', 'c']);
        expect(await find(store, ['w', 'none'])).toEqual(['a', 'b']);
        expect(await find(store, ['t'], 2)).toEqual(['a', 'b']);
        expect(await find(store, [])).toEqual([]);
        expect(await store.find('S9', { terms: ['t'], limit: 5 })).toEqual([]);
        expect(await store.find('a\0', { terms: ['t', '\ud800'], limit: 5 })).toEqual([]);
        await expect(find(store, ['t'], 0)).rejects.toThrow(RangeError);
        expect(await store.head('S1')).toBe(0);
      });

      it('of a document are those that were put last, and stay or go with their transaction', async () => {
        const store = await opened();
        await putTerms(
          store,
          terms('a', { terms: ['t', 't', 'u'] }),
          terms('a', { terms: ['v'] }),
          terms('b'),
        );
        expect(await find(store, ['t', 'u'])).toEqual(['b']);
        expect(await find(store, ['v'])).toEqual(['a']);
        const failing = store.transaction('S1', async (tx) => {
          await tx.putTerms([terms('b', { terms: [] })]);
          throw new Error('no');
        });
        await expect(failing).rejects.toThrow('no');
        expect(await find(store, ['t'])).toEqual(['b']);
        await putTerms(store, terms('b', { terms: [] }));
        expect(await find(store, ['t'])).toEqual([]);
      });

      it('that cannot be in an index are refused before anything is written', async () => {
        const store = await opened();
        await putTerms(store, terms('a'));
        for (const wrong of [{ terms: ['x\0'] }, { targets: ['y\ud800'] }, { at: -1 }, { at: 0.5 }])
          await expect(putTerms(store, terms('a', { terms: [] }), terms('b', wrong))).rejects.toThrow(
            UnstorableError,
          );
        expect(await find(store, ['t'])).toEqual(['a']);
      });
    });

    it('a transaction knows where it begins, and in which run of the database', async () => {
      const store = await opened();
      const begun = () => store.transaction('S1', async ({ seq, incarnation }) => ({ seq, incarnation }));
      const first = await begun();
      await put(store, ['a'], ['b']);
      expect(await begun()).toEqual({ seq: 2, incarnation: first.incarnation });
      expect([first.seq, first.incarnation === '']).toEqual([0, false]);
    });

    describe('strings', () => {
      const HOSTILE = [
        'a\0b',
        '\ud800',
        'x\udfffy',
        '📦\u{10ffff}',
        `'; drop table documents; --`,
        '$1 ?1 %s \\u0000 \\ \\\\ "',
        '\u2028\r\n\t\u0001',
        '{"a":"\\u0000"}',
        '王小明🏠'.repeat(150_000),
      ];

      it('come back as they were, in every place of a body', async () => {
        const store = await opened();
        const document = { id: 'a', list: HOSTILE, ...Object.fromEntries(HOSTILE.map((text) => [text, 1])) };
        const secret = { list: HOSTILE };
        await put(store, ['a', { document: { ...document, private: secret } }]);
        const body = { HOSTILE, private: secret };
        await store.transaction('S1', (tx) => tx.putRecord(record('r', { body })));
        expect((await store.documents('S1', 'orders', ['a'])).get('a')?.document).toEqual({
          ...document,
          private: secret,
        });
        expect((await store.record('delivery', 'r'))?.body).toEqual(body);
      });

      it('are names as they are, or are refused; reading by such a name finds nothing', async () => {
        const store = await opened();
        const names = HOSTILE.filter((text) => text.length < 400);
        const refused = ['a\0b', '\ud800', 'x\udfffy', '王'.repeat(167)];
        for (const name of new Set([...names, ...refused])) {
          const both = [
            () => put(store, ['fine'], [name]),
            () =>
              store.transaction(
                'S1',
                async (tx) => void (await tx.insertRecord(record(name, { site: name }))),
              ),
          ];
          for (const write of both) {
            if (refused.includes(name)) await expect(write()).rejects.toThrow(UnstorableError);
            else await write();
          }
          const found = refused.includes(name) ? 0 : 1;
          expect((await store.documents('S1', 'orders', [name])).size).toBe(found);
          expect(await store.record('delivery', name)).toEqual(
            found ? record(name, { site: name }) : undefined,
          );
          const inside = store.transaction('S1', async (tx) => {
            await tx.removeRecord('delivery', name);
            return (await tx.documents('orders', [name, 'fine'])).size;
          });
          expect(await inside).toBeGreaterThanOrEqual(found);
        }
        expect(await store.records({ kind: 'delivery', site: 'a\0b', limit: 5 })).toEqual([]);
        expect(await store.count('S1', 'orders')).toBe(names.length - 3 + 1);
      });
    });

    it('closes after what is under way, and takes nothing more', async () => {
      const store = await opened();
      let done = false;
      const running = store.transaction('S1', async (tx) => {
        await new Promise((resolve) => setTimeout(resolve, 30));
        await tx.putDocuments([newDocument('a')]);
        done = true;
      });
      await store.close();
      expect(done).toBe(true);
      await running;
      await expect(put(store, ['b'])).rejects.toThrow(StoreUnavailableError);
      await expect(store.head('S1')).rejects.toThrow(StoreUnavailableError);
      await expect(store.check()).rejects.toThrow(StoreUnavailableError);
      await store.close();
    });

    it('is there when asked', async () => {
      const store = await opened();
      await store.check();
      expect(store.kind).toBe(adapter.name === 'PostgreSQL' ? 'postgres' : 'sqlite');
    });

    const onDisk = (): void => {
      it('keeps everything when it is opened again', async () => {
        const store = await opened();
        await put(store, ['a'], ['b']);
        await store.transaction('S1', (tx) => tx.putRecord(record('r')));
        await store.close();
        const again = await openAgain();
        expect((await again.feed('S1', 0, 10)).documents).toMatchObject([{ id: 'a' }, { id: 'b' }]);
        expect(await again.record('delivery', 'r')).toEqual(record('r'));
        await put(again, ['c']);
        expect(await again.head('S1')).toBe(3);
      });

      it('has no private part in clear', async () => {
        const store = await opened();
        const secret = { name: 'SECRET-RECEIVER', phone: '13800000000' };
        await put(store, ['a', { document: { id: 'a', mark: 'PLAIN-MARK', private: secret } }]);
        await put(store, ['a', { document: { id: 'a', mark: 'PLAIN-MARK-2', private: secret } }]);
        await store.transaction('S1', (tx) =>
          tx.putRecord(record('r', { body: { mark: 'PLAIN-BODY', private: secret } })),
        );
        const disk = await lab.onDisk?.();
        expect(['PLAIN-MARK-2', 'PLAIN-BODY'].map((text) => disk?.includes(text))).toEqual([true, true]);
        expect(['SECRET-RECEIVER', '13800000000'].map((text) => disk?.includes(text))).toEqual([
          false,
          false,
        ]);
      });

      it('refuses another key and changes nothing', async () => {
        const store = await opened();
        await put(store, ['a', { document: { id: 'a', private: { name: '王' } } }]);
        await store.close();
        await expect(openAgain({ key: new Uint8Array(32).fill(8) })).rejects.toThrow(StoreKeyError);
        await expect(openAgain({ key: new Uint8Array(16) })).rejects.toThrow(RangeError);
        const again = await openAgain();
        expect((await again.documents('S1', 'orders', ['a'])).get('a')?.document).toEqual({
          id: 'a',
          private: { name: '王' },
        });
      });

      it('refuses what a newer version wrote', async () => {
        await (await opened()).close();
        await lab.makeNewer?.();
        await expect(openAgain()).rejects.toThrow(StoreVersionError);
        await expect(openAgain()).rejects.toMatchObject({ code: 'store_newer', found: 99 });
      });
    };
    // What is in memory has no disk.
    if (adapter.name !== 'SQLite in memory') describe('on disk', onDisk);
  });
}

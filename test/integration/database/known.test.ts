import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRxReplicationMetaInstanceSchema, type RxJsonSchema, type RxStorage } from 'rxdb';
import { afterEach, describe, expect, it } from 'vitest';
import { unionOfEvents } from '../../../electron/station/database/conflicts.ts';
import { comparedOf, storesWhatIsCompared } from '../../../electron/station/database/known.ts';
import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import { fingerprintOf } from '../../../shared/contract/hub/index.ts';
import { orderDoc, SCHEMAS, type OrderDoc } from '../../../shared/schema/index.ts';
import { benchOrder } from '../../bench/lib/sync-data.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));
const fail = (error: unknown): never => {
  throw error;
};
type Fields = Record<string, unknown>;

const order = { ...benchOrder(1), _deleted: false };
const held = orderDoc({
  ...benchOrder(1),
  events: [
    ...order.events,
    {
      id: 'held:1',
      type: 'held',
      at: order.events[0]?.at ?? '',
      by: 'op:a-1',
      station: 'a',
      data: { hold: 'h' },
    },
  ],
  private: { ...order.private, events: { 'held:1': { note: 'private words' } } },
} as unknown as OrderDoc);
const erased = { ...order, private: { events: {} } };

describe('what a station remembers of the hub’s documents', () => {
  it('has the fingerprint of the whole, and is told from every other state as the whole is', () => {
    const states = [order, { ...held, _deleted: false }, erased] as unknown as Fields[];
    const { isEqual } = unionOfEvents(orderDoc);
    for (const one of states) {
      expect(fingerprintOf(comparedOf(one))).toBe(fingerprintOf(one));
      for (const other of states)
        expect(isEqual(comparedOf(one) as never, other as never, '')).toBe(
          isEqual(one as never, other as never, ''),
        );
    }
    expect(JSON.stringify(states.map(comparedOf))).not.toMatch(/收件人|13800000000|private words/);
  });

  async function openMeta(directory: string, condensing: boolean) {
    const own = getRxStorageNodeSqlite({ directory, encryption: { key: new Uint8Array(32) }, onFatal: fail });
    const storage = own as unknown as RxStorage<unknown, never>;
    const schema = getRxReplicationMetaInstanceSchema(SCHEMAS.orders as unknown as RxJsonSchema<never>, true);
    const meta = await (condensing ? storesWhatIsCompared(storage) : storage).createStorageInstance<Fields>({
      databaseInstanceToken: 't',
      databaseName: 'd',
      collectionName: 'rx-replication-meta-x',
      schema: schema as never,
      options: {} as never,
      multiInstance: false,
      devMode: false,
    });
    return { meta, close: () => meta.close().then(() => own.close()) };
  }
  const row = (id: string, more: object): never =>
    ({
      document: {
        ...{
          id,
          itemId: id,
          isCheckpoint: '0',
          _deleted: false,
          _attachments: {},
          _rev: '1-a',
          _meta: { lwt: 1 },
        },
        ...more,
      },
    }) as never;

  it('comes back as it was given where it is no aggregate, and as what is compared where it is; old rows stay readable', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'packline-known-'));
    folders.push(directory);
    const before = await openMeta(directory, false);
    await before.meta.bulkWrite([row('old|0', { docData: order })], 'test');
    await before.close();

    const { meta, close } = await openMeta(directory, true);
    const product = { id: 'p', kind: 'product', sku: 'S', stamp: 'x', _deleted: false };
    await meta.bulkWrite(
      [
        row('new|0', { docData: order, isResolvedConflict: '2-b' }),
        row('product|0', { docData: product }),
        row('down|1', { isCheckpoint: '1', checkpointData: { seq: 7 } }),
      ],
      'test',
    );
    const found = await meta.findDocumentsById(['old|0', 'new|0', 'product|0', 'down|1'], true);
    const dataOf = (id: string) => found.find((each) => each['id'] === id);
    expect(dataOf('old|0')?.['docData']).toEqual(order);
    expect(dataOf('new|0')).toMatchObject({ docData: comparedOf(order as never), isResolvedConflict: '2-b' });
    expect(dataOf('product|0')?.['docData']).toEqual(product);
    expect(dataOf('down|1')?.['checkpointData']).toEqual({ seq: 7 });

    const conflict = await meta.bulkWrite([row('new|0', { docData: held })], 'test');
    expect(conflict.error[0]).toMatchObject({
      status: 409,
      documentInDb: { docData: comparedOf(order as never) },
    });
    const changed = await meta.getChangedDocumentsSince?.(10, undefined);
    expect(changed?.documents.map((each) => fingerprintOf((each['docData'] ?? {}) as Fields))).toContain(
      fingerprintOf(order as unknown as Fields),
    );
    await close();
    const bytes = readdirSync(directory).map((file) =>
      readFileSync(join(directory, file)).toString('latin1'),
    );
    expect(bytes.join('')).not.toContain('13800000000');
  });
});

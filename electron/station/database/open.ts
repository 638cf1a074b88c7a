import { addRxPlugin, createRxDatabase, type RxCollection, type RxStorage } from 'rxdb';
import { RxDBMigrationSchemaPlugin } from 'rxdb/plugins/migration-schema';
import { MERGE_RULES, MIGRATIONS, SCHEMAS } from '../../../shared/schema/index.ts';
import type {
  CaseDoc,
  CollectionName,
  ConfigDoc,
  FileDoc,
  JournalDoc,
  OrderDoc,
  OutboxDoc,
  PersonDoc,
  PrintDoc,
  ProductDoc,
  ShipmentDoc,
  StockDoc,
  WaybillDoc,
} from '../../../shared/schema/index.ts';
import { getRxStorageNodeSqlite } from '../storage/index.ts';
import type { NodeSqliteStorage, SlowQuery } from '../storage/index.ts';
import type { Claim } from '../storage/claim.ts';
import { newestFileWins, newestWins, unchanged, unionOfEvents } from './conflicts.ts';
import { caseDoc, orderDoc, shipmentDoc, waybillDoc } from './derive.ts';
import { storesWhatIsCompared } from './known.ts';
import { DATABASE } from './name.ts';
import { createTable, type Table } from './tables.ts';
import { createTogether, type Together } from './together.ts';

export interface Database {
  readonly orders: Table<OrderDoc>;
  readonly shipments: Table<ShipmentDoc>;
  readonly waybills: Table<WaybillDoc>;
  readonly cases: Table<CaseDoc>;
  readonly stock: Table<StockDoc>;
  readonly products: Table<ProductDoc>;
  readonly people: Table<PersonDoc>;
  readonly config: Table<ConfigDoc>;
  readonly journal: Table<JournalDoc>;
  readonly prints: Table<PrintDoc>;
  readonly outbox: Table<OutboxDoc>;
  readonly files: Table<FileDoc>;
  /** The keys of the encrypted fields (see the storage). */
  readonly keys: Pick<NodeSqliteStorage, 'rewrapKey' | 'rotateDataKey' | 'rotating'>;
  /**
   * The documents of one act in one transaction and at most one fsync: all of them are there, or none, also after a crash.
   * The changes are made by the tables; where somebody else wrote one of the documents meanwhile they run again.
   */
  readonly together: Together;
  /** For replication: writes of services go through the tables. */
  readonly collections: Readonly<Record<CollectionName, RxCollection>>;
  /** From now on documents that are replaced as a whole are stamped when they are written. */
  useStamps(next: () => string): void;
  /** From now on somebody is asked whether a document may leave this station, and told when it has. */
  useKeeper(keeper: Keeper): void;
  /** May the document leave this station? A purge asks by itself; this is for what must go together. */
  mayGo(collection: CollectionName, id: string): boolean;
  /** Resolves when everything written before is fsynced: the strength of a closed parcel or a print job. */
  barrier(): Promise<void>;
  close(): Promise<void>;
}

/** Who knows which documents the hub does not have yet. */
export interface Keeper {
  mayGo(collection: CollectionName, id: string): boolean;
  gone(collection: CollectionName, ids: readonly string[]): Promise<void>;
}

export interface OpenOptions {
  readonly directory: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
  /** The disk refused or is damaged: nothing is acknowledged any more. */
  readonly onFatal: (error: unknown) => void;
  /** The folder, where it was taken before. */
  readonly claim?: Claim;
  readonly onSlowQuery?: (query: SlowQuery) => void;
}

const RELAXED = Object.fromEntries(Object.keys(SCHEMAS).map((name) => [name, 'relaxed' as const]));

/** Opens (or makes) the station's database. Throws the storage's typed errors: locked, newer version, wrong key. */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  addRxPlugin(RxDBMigrationSchemaPlugin);
  const storage = getRxStorageNodeSqlite({
    directory: options.directory,
    // Scans and steps are acknowledged after COMMIT; what must survive a power cut asks for `barrier()`. The ledger always does.
    durability: { ...RELAXED, prints: 'durable' },
    encryption: { key: options.key },
    onFatal: options.onFatal,
    ...(options.claim === undefined ? {} : { claim: options.claim }),
    ...(options.onSlowQuery === undefined ? {} : { onSlowQuery: options.onSlowQuery }),
  });
  const rx = await createRxDatabase({
    name: DATABASE,
    storage: storesWhatIsCompared(storage as unknown as RxStorage<unknown, never>),
    multiInstance: false,
    eventReduce: false,
  });
  try {
    const of = (name: CollectionName, conflictHandler: unknown) => ({
      schema: SCHEMAS[name],
      conflictHandler,
      migrationStrategies: MIGRATIONS[name] ?? {},
    });
    const collections = (await rx.addCollections({
      orders: of('orders', unionOfEvents(orderDoc)),
      shipments: of('shipments', unionOfEvents(shipmentDoc)),
      waybills: of('waybills', unionOfEvents(waybillDoc)),
      cases: of('cases', unionOfEvents(caseDoc)),
      stock: of('stock', unchanged),
      products: of('products', newestWins),
      people: of('people', newestWins),
      config: of('config', newestWins),
      journal: of('journal', unchanged),
      prints: of('prints', unchanged),
      outbox: of('outbox', unchanged),
      files: of('files', newestFileWins),
    } as never)) as unknown as Record<CollectionName, RxCollection>;
    let next: (() => string) | undefined;
    let keeper: Keeper | undefined;
    const table = <Doc extends { readonly id: string }>(name: CollectionName) =>
      createTable<Doc>(collections[name] as unknown as RxCollection<Doc>, {
        stamp: () => (MERGE_RULES[name] === 'newest' ? next?.() : undefined),
        mayGo: (id) => keeper?.mayGo(name, id) ?? true,
        gone: (ids) => keeper?.gone(name, ids) ?? Promise.resolve(),
      });
    return {
      orders: table('orders'),
      shipments: table('shipments'),
      waybills: table('waybills'),
      cases: table('cases'),
      stock: table('stock'),
      products: table('products'),
      people: table('people'),
      config: table('config'),
      journal: table('journal'),
      prints: table('prints'),
      outbox: table('outbox'),
      files: table('files'),
      keys: storage,
      together: createTogether(storage, rx),
      collections,
      useStamps: (given) => void (next = given),
      useKeeper: (given) => void (keeper = given),
      mayGo: (name, id) => keeper?.mayGo(name, id) ?? true,
      barrier: () => storage.barrier(),
      close: async () => {
        await rx.close();
        await storage.close();
      },
    };
  } catch (error) {
    await rx.close();
    throw error;
  }
}

/**
 * Writes as a station does until it is killed: scans relaxed, parcels durable, bulks in between, and says on stdout what was
 * acknowledged. Started by crash.test.ts with a folder as its argument.
 */
import { writeSync } from 'node:fs';

import { fillWithDefaultSettings, now } from 'rxdb';
import type { RxDocumentData, RxJsonSchema } from 'rxdb';

import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';

interface Doc {
  id: string;
  round: number;
  private: { name: string };
}

const schema: RxJsonSchema<Doc> = {
  version: 0,
  primaryKey: 'id',
  type: 'object',
  properties: {
    id: { type: 'string', maxLength: 50 },
    round: { type: 'integer', minimum: 0, maximum: 1_000_000, multipleOf: 1 },
    private: { type: 'object' },
  },
  required: ['id', 'round'],
  indexes: [['round']],
  encrypted: ['private'],
};

const [directory = '', run = '0'] = process.argv.slice(2);
const storage = getRxStorageNodeSqlite({
  directory,
  durability: { scans: 'relaxed', parcels: 'durable' },
  encryption: { key: new Uint8Array(32).fill(4) },
  onFatal: (error) => {
    throw error;
  },
});
const open = (collectionName: string) =>
  storage.createStorageInstance<Doc>({
    databaseInstanceToken: 't',
    databaseName: 'station',
    collectionName,
    schema: fillWithDefaultSettings(schema),
    options: {},
    multiInstance: false,
    devMode: false,
  });
const collections = { scans: await open('scans'), parcels: await open('parcels') };

async function write(name: 'scans' | 'parcels', round: number, amount: number): Promise<void> {
  const documents = Array.from({ length: amount }, (_, n) => ({
    id: `${run}-${round}-${n}`,
    round,
    private: { name: `收件人${n}` },
    _attachments: {},
    _deleted: false,
    _meta: { lwt: now() },
    _rev: '1-a',
  })) as RxDocumentData<Doc>[];
  const { error } = await collections[name].bulkWrite(
    documents.map((document) => ({ document })),
    'crash',
  );
  if (error.length > 0) throw new Error(`unexpected conflict in ${name}`);
  writeSync(1, documents.map(({ id }) => `${name} ${id}\n`).join(''));
}

writeSync(1, 'ready\n');
for (let round = 0; ; round += 1) {
  await Promise.all([write('scans', round, 1), write('parcels', round, 1)]);
  if (round % 20 === 19) await write('scans', round + 500_000, 1_500);
}

/** Works on a folder of keys.test.ts and kills itself in the middle of it. */
import { fillWithDefaultSettings } from 'rxdb';
import { getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';
import { stored } from './harness.ts';

const [directory = '', what] = process.argv.slice(2);
const storage = getRxStorageNodeSqlite({
  directory,
  encryption: { key: new Uint8Array(32).fill(5) },
  onFatal: (error) => {
    throw error;
  },
});
const things = await storage.createStorageInstance<{ id: string; private: unknown }>({
  databaseInstanceToken: 'token',
  databaseName: 'db',
  collectionName: 'things',
  schema: fillWithDefaultSettings({
    version: 0,
    primaryKey: 'id',
    type: 'object',
    properties: {
      id: { type: 'string', maxLength: 100 },
      private: { type: 'object' },
      open: { type: 'string' },
      nested: { type: 'object' },
    },
    encrypted: ['private', 'nested.secret'],
  } as never),
  options: {},
  multiInstance: false,
  devMode: false,
});
if (what === 'write') {
  await things.bulkWrite([{ document: stored({ id: 'z', private: { last: true } }) }], 'test');
  process.kill(process.pid, 'SIGKILL');
}
if (what === 'rewrap')
  await storage.rewrapKey(new Uint8Array(32).fill(6), () => void process.kill(process.pid, 'SIGKILL'));
await storage.rotateDataKey(({ done, total }) => {
  if (done > total / 3) process.kill(process.pid, 'SIGKILL');
});

import { registerHooks } from 'node:module';

import { addRxPlugin, deepEqual } from 'rxdb';
import type { RxCollection, RxStorage } from 'rxdb';
import { RxDBLocalDocumentsPlugin } from 'rxdb/plugins/local-documents';
import { RxDBDevModePlugin, disableWarnings } from 'rxdb/plugins/dev-mode';
import { replicateRxCollection } from 'rxdb/plugins/replication';
import type { RxReplicationState } from 'rxdb/plugins/replication';
import { wrappedValidateAjvStorage } from 'rxdb/plugins/validate-ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Internals, Options } from '../../../electron/station/storage/instance.ts';
import { createBench } from './harness.ts';
import type { Bench } from './harness.ts';

/**
 * RxDB's own suites, as they come in its package. They want mocha's globals, and two packages that RxDB has for its own
 * development only; the three functions of those are given here instead of 49 packages.
 */
Object.assign(globalThis, { describe, it });
const STAND_INS: Record<string, string> = {
  clone: 'export default structuredClone;',
  'async-test-util': `
    export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
    export const randomString = (length = 8) => Array.from({ length }, () => Math.floor(Math.random() * 36).toString(36)).join('');`,
};
registerHooks({
  resolve(specifier, context, next) {
    const source = STAND_INS[specifier];
    if (source === undefined) return next(specifier, context);
    return { url: `data:text/javascript,${encodeURIComponent(source)}`, shortCircuit: true };
  },
});
const {
  getPullHandler,
  getPullStream,
  getPushHandler,
  humansCollection,
  runPerformanceTests,
  runReplicationBaseTestSuite,
  setConfig,
} = await import('rxdb/plugins/test-utils');

addRxPlugin(RxDBLocalDocumentsPlugin);
disableWarnings();
addRxPlugin(RxDBDevModePlugin);

let bench: Bench;
const own = (): RxStorage<Internals, Options> =>
  wrappedValidateAjvStorage({
    storage: {
      name: bench.storage.name,
      rxdbVersion: bench.storage.rxdbVersion,
      createStorageInstance: (params) =>
        bench.storage.createStorageInstance({ ...params, multiInstance: false }),
    },
  });

let server: RxCollection | undefined;

beforeAll(() => {
  bench = createBench({ encryption: { key: new Uint8Array(32).fill(1) } });
  setConfig({
    storage: {
      name: 'node-sqlite',
      getStorage: own,
      getPerformanceStorage: () => ({ storage: own(), description: 'node-sqlite' }),
      hasPersistence: true,
      hasMultiInstance: false,
      hasAttachments: false,
      hasReplication: true,
    },
  });
});
afterAll(async () => {
  await server?.database.close();
  await bench.end();
});

const remote = (): RxCollection => {
  if (!server) throw new Error('no server yet');
  return server;
};

function start(collection: RxCollection, live: boolean): RxReplicationState<unknown, unknown> {
  const target = remote();
  return replicateRxCollection<unknown, unknown>({
    collection,
    replicationIdentifier: `to-${target.database.name}`,
    live,
    pull: { handler: getPullHandler(target), stream$: getPullStream(target) as never },
    push: { handler: getPushHandler(target) },
  });
}

runReplicationBaseTestSuite({
  startReplication: (collection) => start(collection, true),
  async syncOnce(collection) {
    const state = start(collection, false);
    const errors: unknown[] = [];
    state.error$.subscribe((error) => errors.push(error));
    await state.awaitInitialReplication();
    expect(errors).toEqual([]);
  },
  async getAllServerDocs() {
    const result = await remote().storageInstance.getChangedDocumentsSince?.(10_000);
    return [...(result?.documents ?? [])];
  },
  async cleanUpServer() {
    await server?.database.close();
    server = await humansCollection.create(0, 'human', false);
  },
  softDeletes: true,
  isDeleted: (doc) => deepEqual(doc._deleted, true),
  getPrimaryOfServerDoc: (doc) => doc.passportId,
});

describe('performance suite', () => {
  it('answers as it must', async () => {
    await server?.database.close();
    server = undefined;
    const result = await runPerformanceTests(own(), 'node-sqlite', {
      runs: 1,
      docsAmount: 1_200,
      waitBetweenTests: 0,
      log: false,
    });
    expect(Object.keys(result).length).toBeGreaterThan(5);
  });
});

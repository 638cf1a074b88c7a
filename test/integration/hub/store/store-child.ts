/** A process that writes pairs of documents and says the head after each, until it is killed. */
import { openStore } from '../../../../hub/store/index.ts';
import { KEY, newDocument } from './adapters.ts';

const [, , directory = ''] = process.argv;
const store = await openStore({ directory, key: KEY, clock: { now: () => Date.now() } });
await store.createSite('S1');
for (let n = 0; n < 100_000; n += 1) {
  await store.transaction('S1', (tx) => tx.putDocuments([newDocument(`${n}-a`), newDocument(`${n}-b`)]));
  process.stdout.write(`${await store.head('S1')}\n`);
}

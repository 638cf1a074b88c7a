/** Runs a station over standard input and output, one JSON message a line. Ends when its input ends. */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startStation } from '../../../electron/station/index.ts';
import type { SyncOptions } from '../../../electron/station/services/sync.ts';
import { failureOf } from '../../../shared/contract/failure.ts';
import { createChannel } from '../../../shared/rpc/index.ts';

const [dataDir = ''] = process.argv.slice(2);
const { PACKLINE_TEST_SYNC: sync, PACKLINE_TEST_SKEW_MS: skew } = process.env;
if (skew !== undefined) {
  const now = Date.now.bind(Date);
  Date.now = () => now() + Number(skew);
}

/** At once, so that what was acknowledged has left before a kill. */
function send(message: unknown): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

try {
  const station = await startStation({
    dataDir,
    key: { keyFile: join(dataDir, 'station.key') },
    log: (line) => process.stderr.write(`${line}\n`),
    assets: {},
    version: 'child',
    ...(sync === undefined ? {} : { sync: JSON.parse(sync) as SyncOptions }),
  });
  const side = createChannel({ send, close: () => undefined });
  station.attach(side.channel);
  send({ started: true });
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => side.receive(JSON.parse(line)));
  lines.on('close', () => void station.close().then(() => process.exit(0)));
} catch (error) {
  send({ failed: failureOf(error) });
  process.exit(1);
}

import { readFileSync } from 'node:fs';
import { createPrintQueue } from '../../../electron/station/printing/queue/index.ts';
import { createTcpTransport } from '../../../electron/station/printing/transports/index.ts';
import type { PrintJob } from '../../../shared/domain/print-job/index.ts';
import type { PrinterProfile } from '../../../shared/codec/printer/index.ts';
import { createFileStore } from './file-store.ts';

/**
 * A station's print queue in a process of its own, to be killed: `node killed-station.ts LEDGER PORT JOB BYTES PROFILE`, where
 * JOB and PROFILE are JSON and BYTES is a file. It submits the job and waits for its end.
 */
const [ledger = '', port = '', job = '', bytes = '', profile = ''] = process.argv.slice(2);
const queue = createPrintQueue({
  store: createFileStore(ledger),
  clock: { now: Date.now },
  resolvePrinter: () => ({
    profile: JSON.parse(profile) as PrinterProfile,
    transport: createTcpTransport({ host: '127.0.0.1', port: Number(port) }),
    deadlines: { connectMs: 20_000, progressMs: 60_000, closeMs: 60_000 },
  }),
  render: () => Promise.reject(new Error('the bytes are at hand')),
});
await queue.submit(JSON.parse(job) as PrintJob, new Uint8Array(readFileSync(bytes)));
setInterval(() => undefined, 1000);

import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultDataFolder } from '../../shared/contract/data-folder.ts';
import { HubKeyError, keyFromFile, parseKey } from '../key.ts';
import { openStore, type HubStore } from '../store/index.ts';
import { ownCertificate } from '../tls/index.ts';

export const USAGE = `npm run hub -- [COMMAND] [options]

  serve                      (also without a command) serves stations until it is stopped
  enrol [--site ID]          prints a one-time code for one station, good for 24 hours
  stations [--site ID]       who has joined, and when each was seen
  revoke STATION             takes a station's token back, at once
  free STATION               waybill numbers that a revoked station holds may be used by others: labels that it
                             printed with them since will show up twice
  site add NAME [--id ID]    another site (a warehouse); without one there is \`main\`
  site list

  --data DIR        folder of the embedded database and of the key   (default: packline-hub beside the station's)
  --key-file FILE   (default: hub.key in the data folder)
  --host ADDRESS    where stations reach it                           (default: 127.0.0.1, this machine only)
  --port N          (default: 7070; 0: any that is free)
  --cert FILE --key FILE      TLS; without it only behind a proxy that has it, or within one machine
  --self-signed               TLS with a certificate of the hub's own, kept in the data folder; stations that join with a
                              one-time code know it by that code
  --trust-proxy LIST          addresses of proxies whose X-Forwarded-For counts
  --name NAME                 how stations name this hub

  HUB_DATABASE_URL  postgres://…: the database of several hubs, instead of a folder
  HUB_KEY           64 hex digits, the same for every hub on one database, instead of a key file
  HUB_METRICS_TOKEN lets another machine read /metrics
  HUB_ADMIN_WORD    opens the page /admin (without it: the one in admin.word in the data folder)
  HUB_DROP_DIR      takes files in: DIR/SITE/CHANNEL/*.csv|xlsx
  HUB_SMTP_URL, HUB_SMTP_FROM   for notices by e-mail: smtps://user:password@host:465

Exit codes: 0 done, 1 refused or failed, 2 wrong use.
`;

const OPTIONS = {
  data: { type: 'string' },
  'key-file': { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  port: { type: 'string', default: '7070' },
  cert: { type: 'string' },
  key: { type: 'string' },
  'self-signed': { type: 'boolean', default: false },
  'trust-proxy': { type: 'string' },
  name: { type: 'string' },
  site: { type: 'string' },
  id: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** The command line was wrong; the message is for whoever typed it. */
export class UsageError extends Error {}

export type Values = ReturnType<typeof readArguments>['values'];

/** @throws UsageError */
export function readArguments(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** @throws UsageError */
export function portOf(values: Values): number {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`--port ${values.port}`);
  return port;
}

/** @throws UsageError, and what reading the files throws */
export function tlsOf(
  values: Values,
): { cert: string | Buffer; key: string | Buffer; own: boolean } | undefined {
  const { cert, key } = values;
  if (values['self-signed']) {
    if (cert !== undefined || key !== undefined) throw new UsageError('--self-signed, or --cert and --key');
    if (process.env['HUB_DATABASE_URL'])
      throw new UsageError('hubs on one database need one certificate: --cert and --key');
    const directory = dataFolder(values);
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    return { ...ownCertificate(directory), own: true };
  }
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError('TLS needs both --cert and --key');
  return { cert: readFileSync(cert), key: readFileSync(key), own: false };
}

export function dataFolder(values: Values): string {
  const machine = { platform: process.platform, env: process.env, home: homedir() };
  return resolve(values.data ?? `${defaultDataFolder(machine)}-hub`);
}

/** @throws UsageError | HubKeyError, and what the store throws when it is opened */
export function openHubStore(values: Values): Promise<HubStore> {
  const { HUB_DATABASE_URL: url, HUB_KEY: key } = process.env;
  const clock = { now: () => Date.now() };
  if (url) {
    if (!key && values['key-file'] === undefined)
      throw new UsageError('hubs on one database share one key: set HUB_KEY, or name a --key-file');
    return openStore({
      url,
      key: key ? parseKey(key) : keyFromFile(resolve(values['key-file'] ?? ''), false),
      clock,
    });
  }
  const directory = dataFolder(values);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const fresh = !existsSync(join(directory, 'hub.sqlite'));
  const file = resolve(values['key-file'] ?? join(directory, 'hub.key'));
  return openStore({ directory, key: key ? parseKey(key) : keyFromFile(file, fresh), clock });
}

export { HubKeyError };

import { randomBytes } from 'node:crypto';
import { createEmitter, type Clock, type IdSource } from '../../shared/base/index.ts';
import { describeError } from '../../shared/contract/failure.ts';
import { stationContract, type AccountView } from '../../shared/contract/index.ts';
import { serveContract } from '../../shared/rpc/index.ts';
import { claimFolder, type FolderClaim } from './claim.ts';
import { openDatabase, openStamps, type Database, type Stamps } from './database/index.ts';
import { createHandlers } from './handlers.ts';
import { finishRestore } from './services/backups/index.ts';
import { createServices, type Services } from './services/index.ts';
import { watchDisk, type DiskWatch } from './services/disk.ts';
import { nameOf, type Context, type Push } from './services/context.ts';
import { createSealer } from './services/sealer.ts';
import { openSiteKey, STATION_ID } from './services/site-key.ts';
import { stationError, StationStartError } from './failures.ts';
import { awake } from './awake.ts';
import { createScansFirst } from './scans-first.ts';
import type { SlowQuery } from './storage/index.ts';
import { createTelling } from './telling.ts';
import type { StartStation, Station, StationOptions } from './types.ts';

export type * from './types.ts';

const systemClock: Clock = { now: () => Date.now() };
/** 80 random bits in base 32: sorts nowhere, collides nowhere, and stands well in a bar code. */
const randomIds: IdSource = { next: () => base32(randomBytes(10)) };

/** Run from its sources; what is built and shipped is JavaScript. */
const IN_DEVELOPMENT = import.meta.url.endsWith('.ts');

const slowQueryLine = ({ collection, what, selector, sort, rowsRead, found, ms }: SlowQuery): string =>
  `slow ${what} of ${collection} by ${selector.join(', ')}, sorted by ${sort.join(', ') || 'nothing'}: ` +
  `${rowsRead} read for ${found} in ${Math.round(ms)} ms`;

/** Opens the data folder and runs the station on it until `close`. */
export const startStation: StartStation = async (options) => {
  const fatal = createEmitter<unknown>();
  const push = createEmitter<Push>((error) => options.log(`push failed: ${nameOf(error)}`));
  let db: Database | undefined;
  let stamps: Stamps | undefined;
  let failed = false;
  let claim: FolderClaim | undefined;
  let disk: DiskWatch | undefined;
  let station: Station | undefined;
  try {
    claim = options.claim ?? claimFolder(options);
    db = await openDatabase({
      directory: options.dataDir,
      key: claim.key,
      claim,
      onFatal: (error) => {
        failed = true;
        options.log(`storage stopped: ${nameOf(error)}`);
        push.emit({ event: 'fatal', value: { code: 'storage_failed', detail: nameOf(error) } });
        fatal.emit(error);
      },
      ...(IN_DEVELOPMENT ? { onSlowQuery: (query) => options.log(slowQueryLine(query)) } : {}),
    });
    const identity = await identityOf(db);
    const siteKey = await openSiteKey(db);
    stamps = await openStamps(db, systemClock, identity.station, (error) =>
      options.log(`clock not marked: ${nameOf(error)}`),
    );
    db.useStamps(() => stamps?.hlc.next() ?? '');
    const { key } = claim;
    const { log, dataDir } = options;
    await finishRestore({ db, hlc: stamps.hlc, clock: systemClock, dataDir, key, log });
    disk = await watchDisk(dataDir, options.disk);
    const { isFull } = disk;
    const ctx: Context = {
      db,
      clock: systemClock,
      ids: randomIds,
      hlc: stamps.hlc,
      station: identity.station,
      site: identity.site,
      dataDir: options.dataDir,
      push,
      sealer: createSealer(siteKey.all),
      scans: createScansFirst(),
      log: options.log,
      failed: () => failed,
      paused: isFull,
    };
    const services = await createServices(ctx, {
      siteKey,
      disk,
      endedCleanly: stamps.endedCleanly,
      version: options.version,
      key: () => key,
      restart: () => {
        const ended = station?.close() ?? Promise.resolve();
        void ended.finally(() => fatal.emit(new StationStartError('restart')));
      },
      sync: options.sync,
      secretCost: options.secretCost,
      hub: options.hub,
      ...(options.assets.fontsDir === undefined ? {} : { fontsDir: options.assets.fontsDir }),
    });
    station = runningStation({ options, ctx, services, fatal, stamps });
    return station;
  } catch (error) {
    await stamps?.close(false).catch(() => undefined);
    await db?.close();
    await claim?.release();
    throw stationError(error);
  }
};

function runningStation({
  options,
  ctx,
  services,
  fatal,
  stamps,
}: {
  readonly options: StationOptions;
  readonly ctx: Context;
  readonly services: Services;
  readonly fatal: ReturnType<typeof createEmitter<unknown>>;
  readonly stamps: Stamps;
}): Station {
  const handlers = createHandlers(ctx, services, { version: options.version, hub: options.hub });
  let closed: Promise<void> | undefined;
  return {
    attach(channel, { console = false } = {}) {
      let tell: (view: AccountView) => void = () => undefined;
      const window = services.signIn.attach({ console, tell: (view) => tell(view) });
      const served = serveContract(stationContract, handlers, channel, {
        context: window,
        report: (error, method) => {
          const incident = randomIds.next().slice(0, 8);
          options.log(`${method} failed (${incident}): ${describeError(error)}`);
          return incident;
        },
      });
      tell = (view) => served.emit('session', view);
      const telling = createTelling((push) => {
        const value = window.shown(push);
        if (value !== undefined) served.emit(push.event, value as never);
      });
      const pushing = ctx.push.on(telling.tell);
      return {
        dispose: () => {
          void pushing.dispose();
          telling.dispose();
          void window.dispose();
          void served.dispose();
        },
      };
    },
    close: () =>
      (closed ??= awake(async () => {
        await services.close();
        try {
          await stamps.close(services.complete());
          await ctx.db.barrier();
        } catch (error) {
          // A failed disk takes nothing more; the folder is given free all the same.
          options.log(`last writes failed: ${nameOf(error)}`);
        }
        await ctx.db.close();
      })),
    onFatal: (listener) => fatal.on(listener),
    acceptUpload: (name, stream) => services.exchange.acceptUpload(name, stream),
    acceptPath: (path) => services.exchange.acceptPath(path),
    openDownload: (token) => services.exchange.openDownload(token),
  };
}

/** Who this station is; drawn once, at the first start in this data folder. */
async function identityOf(db: Database): Promise<{ station: string; site: string }> {
  const stored = await db.config.get(STATION_ID);
  if (stored) return { station: String(stored.value['station']), site: String(stored.value['site']) };
  const station = randomIds.next().slice(0, 4);
  await db.config.put({
    id: STATION_ID,
    kind: 'station',
    value: { station, site: 'main' },
    private: { siteKey: randomBytes(32).toString('hex') },
  });
  await db.barrier();
  return { station, site: 'main' };
}

function base32(bytes: Uint8Array): string {
  const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
  let text = '';
  for (const byte of bytes) text += (alphabet[byte >> 3] ?? '') + (alphabet[byte & 31] ?? '');
  return text.slice(0, 16);
}

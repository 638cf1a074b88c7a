import { createHlc } from '../../shared/base/index.ts';
import { adminOf, adminOver, type Admin } from '../admin/index.ts';
import { HUB_WRITER } from '../replication/index.ts';
import { createStations } from '../stations/index.ts';
import {
  dataFolder,
  HubKeyError,
  openHubStore,
  readArguments,
  USAGE,
  UsageError,
  type Values,
} from './options.ts';
import { serve, tellStarter } from './serve.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const complain = (line: string): void => void process.stderr.write(`${line}\n`);

/** What went wrong in words of its own: the key, the database or its folder; anything else is a fault of ours. */
const TOLD = new Set([
  'hub_key',
  'hub_tls',
  'store_unavailable',
  'store_key_wrong',
  'store_newer',
  'store_locked',
  'store_foreign',
]);

/** @returns the exit code */
export async function main(args: readonly string[]): Promise<number> {
  try {
    const { values, positionals } = readArguments(args);
    if (values.help) {
      say(USAGE);
      return 0;
    }
    const [command = 'serve', ...rest] = positionals;
    if (command === 'serve') return await serve(values, say);
    const work = COMMANDS[command];
    if (work === undefined) throw new UsageError(`no command: ${command}`);
    const { admin, close } = await keeper(values);
    try {
      return await work({ stations: admin, values, rest });
    } finally {
      await close();
    }
  } catch (error) {
    if (error instanceof UsageError) {
      complain(`${error.message}\n\n${USAGE}`);
      return 2;
    }
    const { code, message } = error as { code?: unknown; message: string };
    if (args[0] === 'serve') tellStarter({ t: 'hub-failed', code: String(code ?? 'unknown') });
    const known = error instanceof HubKeyError || TOLD.has(String(code)) || code === 'EADDRINUSE';
    if (!known) throw error;
    complain(message);
    return 1;
  }
}

/** The store itself, or, where a running hub holds it, that hub. */
async function keeper(values: Values): Promise<{ admin: Admin; close: () => Promise<void> }> {
  try {
    const store = await openHubStore(values);
    const clock = { now: () => Date.now() };
    const hlc = createHlc({ clock, station: HUB_WRITER });
    const admin = adminOver(createStations({ store, clock }), { store, clock, hlc });
    return { admin, close: () => store.close() };
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'store_locked') throw error;
    return { admin: adminOf(dataFolder(values)), close: () => Promise.resolve() };
  }
}

interface Work {
  readonly stations: Admin;
  readonly values: Values;
  readonly rest: readonly string[];
}

const COMMANDS: Readonly<Record<string, (work: Work) => Promise<number>>> = {
  async enrol({ stations, values }) {
    const site = await siteOf(stations, values.site);
    const { code, expiresAt } = await stations.newCode(site);
    say(`${code}   (site ${site}, until ${new Date(expiresAt).toISOString()})`);
    return 0;
  },

  async stations({ stations, values }) {
    const found = await stations.list(values.site);
    for (const { id, site, name, state, seenAt } of found) {
      const seen = seenAt === null ? 'never' : new Date(seenAt).toISOString();
      say([id, site, state, `seen ${seen}`, name].join('\t'));
    }
    if (found.length === 0) say('no stations');
    return 0;
  },

  async revoke({ stations, rest: [station] }) {
    if (station === undefined) throw new UsageError('revoke which station?');
    const done = await stations.revoke(station);
    say(done ? `${station}: revoked` : `${station}: no such station`);
    return done ? 0 : 1;
  },

  async free({ stations, rest: [station] }) {
    if (station === undefined) throw new UsageError('free the numbers of which station?');
    const freed = await stations.freeNumbers(station);
    say(
      freed === null ? `${station}: revoke it first` : `${station}: ${freed} waybill numbers are free again`,
    );
    return freed === null ? 1 : 0;
  },

  async site({ stations, values, rest: [verb, name] }) {
    if (verb === 'add' && name !== undefined) {
      const id = values.id ?? slugOf(name);
      if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id))
        throw new UsageError('a site needs an --id of small letters, digits and dashes');
      if ((await stations.sites()).some((site) => site.id === id)) {
        complain(`${id}: there is such a site already`);
        return 1;
      }
      await stations.addSite({ id, name });
      say(id);
      return 0;
    }
    if (verb !== 'list') throw new UsageError('site add NAME, or site list');
    for (const { id, name: called } of await stations.sites()) say(`${id}\t${called}`);
    return 0;
  },
};

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** The one that was named, or the only one. @throws UsageError */
async function siteOf(stations: Admin, named: string | undefined): Promise<string> {
  const sites = (await stations.sites()).map(({ id }) => id);
  const [only] = sites;
  const site = named ?? (sites.length === 1 ? only : undefined);
  if (site === undefined)
    throw new UsageError(`which --site: ${sites.join(', ') || 'there is none; start the hub once'}`);
  if (!sites.includes(site)) throw new UsageError(`no site ${site}: ${sites.join(', ')}`);
  return site;
}

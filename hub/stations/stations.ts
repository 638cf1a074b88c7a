import { err, ok, type Clock, type Result } from '../../shared/base/index.ts';
import type { HubStation } from '../../shared/contract/sync-views.ts';
import type { Caller } from '../replication/index.ts';
import { StoreUnavailableError, type HubRecord, type HubStore, type SiteTransaction } from '../store/port.ts';
import { formatCode, readCode } from '../../shared/contract/hub/index.ts';
import { hashSecret, makeCode, noProof, proofOf, secretFits } from './codes.ts';
import { bodyOf, CODE, codeOf, SITE, siteOf, STATION, stationOf, type StationBody } from './records.ts';
import { hashFits, makeToken, stationOfToken } from './tokens.ts';

export type EnrolRefusal = {
  readonly code: 'code_wrong' | 'code_expired' | 'code_used' | 'code_locked' | 'station_elsewhere';
};
export type TokenRefusal = 'token_wrong' | 'token_revoked';

export interface Enrolled {
  readonly token: string;
  readonly site: string;
  readonly siteName: string;
}

export interface Site {
  readonly id: string;
  readonly name: string;
}

/** Who may talk to this hub. All state lies in the store, so every hub on one database says the same. */
export interface Stations {
  /** A site that is there stays as it is. */
  addSite(site: Site): Promise<void>;
  sites(): Promise<Site[]>;
  /** A one-time code for one station of the site, good for a day. @returns it in clear, for the only time */
  newCode(site: string): Promise<{ code: string; expiresAt: number }>;
  /**
   * A station of this id that the site has already gets a new token, and the old one is void (its machine was restored).
   * Where the answer was lost, the same station may ask again with the same code until it has used its token.
   */
  enrol(request: { code: string; station: string; name: string }): Promise<Result<Enrolled, EnrolRefusal>>;
  /**
   * The hub's word that a certificate is its own, signed with the code that a person carries to the station: so the station
   * knows whom it talks to before it says the code.
   * @param fingerprint SHA-256 of the certificate, hex
   */
  prove(request: {
    code: string;
    nonce: string;
    fingerprint: string;
  }): Promise<{ readonly salt: string; readonly proof: string }>;
  /** Whose token is this? */
  verify(token: string): Promise<Result<Caller, { readonly code: TokenRefusal }>>;
  /** A new token; the old one is good until the new one is used. */
  rotate(who: Caller): Promise<string>;
  /** @returns false where there is no such station */
  revoke(station: string): Promise<boolean>;
  list(site?: string): Promise<(HubStation & { readonly site: string })[]>;
  /** Ids of all stations whose token was taken back. */
  revoked(): Promise<ReadonlySet<string>>;
  /** Told of a station that this hub revoked or that enrolled anew: what it has open ends. */
  onBarred(listener: (station: string) => void): () => void;
}

const CODE_LIFE_MS = 24 * 3_600_000;
/** Wrong secrets for one code, after which it is dead. */
const MAX_TRIES = 5;
/** `seenAt` is written no more often than this. */
const SEEN_MS = 60_000;
const PAGE = 500;

export function createStations(deps: { readonly store: HubStore; readonly clock: Clock }): Stations {
  const { store, clock } = deps;
  const listeners = new Set<(station: string) => void>();
  const barred = (station: string): void => listeners.forEach((listener) => listener(station));

  async function all(kind: string, filter: { site?: string; state?: string } = {}): Promise<HubRecord[]> {
    const found: HubRecord[] = [];
    for (let after = ''; ; after = found.at(-1)?.id ?? '') {
      const page = await store.records({ kind, ...filter, ...(after ? { after } : {}), limit: PAGE });
      found.push(...page);
      if (page.length < PAGE) return found;
    }
  }

  /** Changes a station's record as it is then. @returns false where there is none */
  const change = (site: string, station: string, to: (record: HubRecord) => HubRecord): Promise<boolean> =>
    store.transaction(site, async (tx) => {
      const record = await tx.record(STATION, station);
      if (record === undefined || record.site !== site) return false;
      await tx.putRecord(to(record));
      return true;
    });
  const changeBody = (site: string, station: string, to: (body: StationBody) => StationBody) =>
    change(site, station, (record) => ({ ...record, body: bodyOf(to(stationOf(record))) }));

  /** Whether the code opens the door, counted; inside the transaction that uses it. */
  async function checkCode(
    tx: SiteTransaction,
    id: string,
    fits: (hash: string) => boolean,
    station: string,
  ): Promise<EnrolRefusal['code'] | undefined> {
    const record = await tx.record(CODE, id);
    if (record === undefined) return 'code_wrong';
    const body = codeOf(record);
    if (body.tries >= MAX_TRIES) return 'code_locked';
    if (!fits(body.hash)) {
      await tx.putRecord({ ...record, body: bodyOf({ ...body, tries: body.tries + 1 }) });
      return 'code_wrong';
    }
    if (clock.now() >= body.expiresAt) return 'code_expired';
    if (record.state === 'used') {
      const known = body.station === station ? await tx.record(STATION, station) : undefined;
      if (known === undefined || known.state !== 'active' || stationOf(known).used) return 'code_used';
    }
    await tx.putRecord({ ...record, state: 'used', body: bodyOf({ ...body, station }) });
    return undefined;
  }

  async function nameOf(site: string): Promise<string> {
    const record = await store.record(SITE, site);
    return record === undefined ? site : siteOf(record).name;
  }

  return {
    async addSite({ id, name }) {
      await store.createSite(id);
      const body = bodyOf({ name, createdAt: clock.now() });
      await store.transaction(id, (tx) =>
        tx.insertRecord({ kind: SITE, id, site: id, state: 'active', due: 0, body }),
      );
    },

    async sites() {
      const names = new Map((await all(SITE)).map((record) => [record.id, siteOf(record).name]));
      return (await store.sites()).map((id) => ({ id, name: names.get(id) ?? id }));
    },

    async newCode(site) {
      const expiresAt = clock.now() + CODE_LIFE_MS;
      for (;;) {
        const code = makeCode();
        const hash = await hashSecret(code.secret);
        const body = bodyOf({ hash, expiresAt, createdAt: clock.now(), tries: 0 });
        const record = { kind: CODE, id: code.id, site, state: 'open', due: expiresAt, body };
        const made = await store.transaction(site, async (tx) => {
          const old = await tx.records({ kind: CODE, site, dueBefore: clock.now(), limit: PAGE });
          for (const one of old) await tx.removeRecord(CODE, one.id);
          return tx.insertRecord(record);
        });
        if (made) return { code: formatCode(code), expiresAt };
      }
    },

    async enrol({ code: text, station, name }) {
      const code = readCode(text);
      const record = code && (await store.record(CODE, code.id));
      if (code === undefined || record === undefined) {
        // A code that nobody gave out takes as long as a wrong one.
        await hashSecret(text.slice(0, 12));
        return err({ code: 'code_wrong' });
      }
      const { site } = record;
      // Outside of the transaction, which holds the whole site.
      const stored = codeOf(record).hash;
      const right = await secretFits(code.secret, stored);
      const fits = (hash: string): boolean => right && hash === stored;
      const outcome = await store
        .transaction(site, async (tx): Promise<Result<string, EnrolRefusal>> => {
          const refusal = await checkCode(tx, code.id, fits, station);
          if (refusal !== undefined) return err({ code: refusal });
          const { token, hash } = makeToken(station);
          const body = bodyOf({ name, enrolledAt: clock.now(), token: hash, used: false, seenAt: null });
          const enrolled = { kind: STATION, id: station, site, state: 'active', due: 0, body };
          if (await tx.insertRecord(enrolled)) return ok(token);
          const known = await tx.record(STATION, station);
          if (known?.site !== site) throw new Elsewhere();
          await tx.putRecord(enrolled);
          return ok(token);
        })
        .catch((error: unknown) => {
          if (error instanceof Elsewhere) return err({ code: 'station_elsewhere' } as const);
          throw error;
        });
      if (!outcome.ok) return outcome;
      barred(station);
      return ok({ token: outcome.value, site, siteName: await nameOf(site) });
    },

    async prove({ code, nonce, fingerprint }) {
      const record = await store.record(CODE, code);
      if (record === undefined || clock.now() >= codeOf(record).expiresAt) return noProof();
      return proofOf(codeOf(record).hash, nonce, fingerprint);
    },

    async verify(token) {
      const station = stationOfToken(token);
      const record = station === undefined ? undefined : await store.record(STATION, station);
      const body = record && stationOf(record);
      const [current, next] = [hashFits(token, body?.token), hashFits(token, body?.nextToken)];
      if (record === undefined || body === undefined || (!current && !next))
        return err({ code: 'token_wrong' });
      if (record.state !== 'active') return err({ code: 'token_revoked' });
      const who = { station: record.id, site: record.site };
      const now = clock.now();
      if (next) {
        await changeBody(record.site, record.id, ({ nextToken, ...rest }) =>
          nextToken === body.nextToken && nextToken !== undefined
            ? { ...rest, token: nextToken, used: true, seenAt: now }
            : { ...rest, ...(nextToken === undefined ? {} : { nextToken }) },
        );
      } else if (!body.used || now - (body.seenAt ?? 0) >= SEEN_MS || now < (body.seenAt ?? 0)) {
        await changeBody(record.site, record.id, (known) =>
          known.token === body.token ? { ...known, used: true, seenAt: now } : known,
        ).catch(unlessUnavailable);
      }
      return ok(who);
    },

    async rotate({ station, site }) {
      const { token, hash } = makeToken(station);
      await changeBody(site, station, (body) => ({ ...body, nextToken: hash }));
      return token;
    },

    async revoke(station) {
      const record = await store.record(STATION, station);
      if (record === undefined) return false;
      const done = await change(record.site, station, (known) => ({ ...known, state: 'revoked' }));
      if (done) barred(station);
      return done;
    },

    async list(site) {
      return (await all(STATION, site === undefined ? {} : { site })).map((record) => {
        const { name, enrolledAt, seenAt } = stationOf(record);
        const state = record.state === 'active' ? ('active' as const) : ('revoked' as const);
        return { id: record.id, site: record.site, name, state, enrolledAt, seenAt };
      });
    },

    revoked: async () => new Set((await all(STATION, { state: 'revoked' })).map((record) => record.id)),
    onBarred(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** When a station was seen is not worth refusing it: a full disk still lets it read. */
function unlessUnavailable(error: unknown): void {
  if (!(error instanceof StoreUnavailableError)) throw error;
}

/** Undoes the use of the code with the rest of the transaction: it was for somebody else. */
class Elsewhere extends Error {}

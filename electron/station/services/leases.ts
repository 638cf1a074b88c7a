import { DEFAULT_AHEAD, LOW_BELOW, REFILL_BELOW } from '../../../shared/contract/index.ts';
import { foldWaybill, placeInSeries, type Carrier } from '../../../shared/domain/index.ts';
import type { WaybillDoc } from '../../../shared/schema/index.ts';
import { createHubClient, HubError, type Fetch, type HubClient } from '../sync/index.ts';
import { DONE, nameOf, refused, type Context, type Outcome } from './context.ts';
import { createKeyedQueue } from './mutex.ts';
import type { SettingsService } from './settings.ts';
import { isTaken, waybillId } from './waybills.ts';

/** Where the hub is, and whether it answers at the moment; undefined for a station alone. */
export type HubAddress = () =>
  | {
      readonly url: string;
      readonly token: string;
      /** Where the hub is known by its certificate. */
      readonly fetch?: Fetch | undefined;
      readonly online: boolean;
    }
  | undefined;

export type LeaseSource = 'pool' | 'own';

/** Numbers that the hub has put aside for this station (号段租用), so that it prints for a shift without the network. */
export interface LeasesService {
  /** A hub was joined: a free number of the pool is ours only when the hub has leased it to us. */
  joined(): boolean;
  /** Numbers at hand, in the order in which they are to be used. */
  stock(carrier: string, source: LeaseSource): readonly string[];
  /** This number is used, or not ours after all. */
  spent(carrier: string, source: LeaseSource, number: string): void;
  /** Is this document's number leased to this station? */
  isOurs(waybill: WaybillDoc): boolean;
  /** First number of the own series that no lease has given out. */
  seriesFrom(): number;
  /** Carriers of which fewer numbers are left than a tenth of what should lie here. */
  low(): readonly { readonly carrier: string; readonly left: number }[];
  /** Asks the hub for more where little is left; in the background. */
  refill(): void;
  /**
   * Joins a hub: from then on only what that hub says this station holds is used. Numbers of before may have been freed
   * meanwhile, and others may lie there of which this station has forgotten.
   */
  joining<T>(join: () => Promise<Outcome<T>>): Promise<Outcome<T>>;
  /** Gives everything back that is not used. Refused where the hub does not answer: then it stays ours. */
  returnAll(): Promise<Outcome<null>>;
  /** What is being asked has been answered, or not. */
  settled(): Promise<void>;
  onLow(listener: () => void): void;
  close(): Promise<void>;
}

interface Stock {
  readonly own: readonly string[];
  readonly pool: readonly string[];
  /** First number of the series behind all leases. */
  readonly next: number;
  /** Asked for, and not answered yet: asked again with the same id. */
  readonly request?: { readonly id: string; readonly source: LeaseSource; readonly count: number };
  /** The hub has given some of its pool: the carrier's pool is in use here. */
  readonly had?: boolean;
  /** On their way back; nobody is offered them. */
  readonly returning?: readonly string[];
  /** Of this return, so that it happens once. */
  readonly returnId?: string;
}
/** While the hub has not said what is ours: kept beside the stocks, and nothing is taken from them. */
const CHECK_ID = 'lease-check';
const EMPTY: Stock = { own: [], pool: [], next: 1 };

const PREFIX = 'lease:';
/** Beside the stocks of carriers: how far the own series has gone, of whatever carrier. No carrier has this code. */
const SERIES = '*';
const EACH_MS = 10 * 60_000;
const MOST_AT_ONCE = 1_000;

export async function createLeases(deps: {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly hub: HubAddress;
  /** What the station's own series will use next. */
  readonly seriesNext: () => Promise<number>;
}): Promise<LeasesService> {
  const { ctx, settings, hub } = deps;
  const stocks = new Map<string, Stock>();
  for (const doc of await ctx.db.config.find({ selector: { kind: 'series' } }))
    if (doc.id.startsWith(PREFIX)) stocks.set(doc.id.slice(PREFIX.length), { ...EMPTY, ...doc.value });
  let checked = (await ctx.db.config.get(CHECK_ID)) === undefined;
  const turns = createKeyedQueue();
  const ending = new AbortController();
  const listeners: (() => void)[] = [];
  let asking: Promise<void> | undefined;
  let wasLow = '';

  const of = (carrier: string): Stock => stocks.get(carrier) ?? EMPTY;
  const wanted = (): number => (settings.get().ahead ?? DEFAULT_AHEAD).numbers;
  const sourceOf = (carrier: Carrier): LeaseSource | undefined =>
    carrier.sources.includes('pool') && carrier.freePool
      ? 'pool'
      : carrier.sources.includes('own')
        ? 'own'
        : undefined;

  /** On disk before anything that builds on it. */
  async function keep(carrier: string, stock: Stock): Promise<void> {
    stocks.set(carrier, stock);
    await ctx.db.config.put({ id: `${PREFIX}${carrier}`, kind: 'series', value: { ...stock }, private: {} });
    await ctx.db.barrier();
  }

  /** @param anyway also before the link is up */
  function client(anyway = false): HubClient | undefined {
    const now = hub();
    return now && (now.online || anyway)
      ? createHubClient({ url: now.url, token: now.token, fetch: now.fetch, signal: ending.signal })
      : undefined;
  }

  async function refillOne(carrier: Carrier): Promise<void> {
    const asked = client();
    if (!asked || ctx.failed() || ctx.paused()) return;
    await giveBackPending(asked, carrier.code);
    const stock = of(carrier.code);
    const source = stock.request?.source ?? sourceOf(carrier);
    if (source === undefined) return;
    const missing = wanted() - stock[source].length;
    if (!stock.request && (missing <= 0 || stock[source].length > wanted() * REFILL_BELOW)) return;
    const request = stock.request ?? {
      id: ctx.ids.next(),
      source,
      count: Math.min(missing, MOST_AT_ONCE),
    };
    // A crash from here on repeats the question, and gets the same numbers.
    if (!stock.request) await keep(carrier.code, { ...stock, request });
    await askOnce(asked, carrier.code);
  }

  /** The question that stands. */
  async function askOnce(asked: HubClient, carrier: string): Promise<void> {
    const { request } = of(carrier);
    if (!request) return;
    try {
      const { numbers } = await asked.lease({
        carrier,
        count: request.count,
        request: request.id,
        source: request.source,
        series: Math.max(await deps.seriesNext(), service.seriesFrom()),
      });
      await take(carrier, request.source, numbers);
    } catch (error) {
      if (!(error instanceof HubError)) throw error;
      if (error.kind === 'refused') {
        const { request: given, ...rest } = of(carrier);
        ctx.log(`hub: no numbers of ${carrier}, ${error.code} (${given?.count ?? 0})`);
        await keep(carrier, rest);
      }
    }
  }

  async function take(carrier: string, source: LeaseSource, numbers: readonly string[]): Promise<void> {
    const { request, ...stock } = of(carrier);
    void request;
    await keep(carrier, {
      ...stock,
      [source]: [...new Set([...stock[source], ...numbers])],
      next: numbers.reduce((most, number) => Math.max(most, placeAfter(number)), stock.next),
      ...(stock.had === true || (source === 'pool' && numbers.length > 0) ? { had: true } : {}),
    });
  }

  /** Without those that a parcel has: the hub may not have heard of it yet, and would give them to somebody else. */
  async function unused(carrier: string, numbers: readonly string[]): Promise<string[]> {
    const docs = await ctx.db.waybills.getMany(numbers.map((number) => waybillId(carrier, number)));
    return numbers.filter((number) => {
      const doc = docs.get(waybillId(carrier, number));
      return doc === undefined || !isTaken(doc);
    });
  }

  async function check(isDue: boolean): Promise<void> {
    checked = !isDue;
    if (isDue) await ctx.db.config.put({ id: CHECK_ID, kind: 'series', value: {}, private: {} });
    else await ctx.db.config.purge([CHECK_ID]);
    await ctx.db.barrier();
  }

  /** What the hub says that we hold, and no parcel of ours has, is what we hold. */
  async function adopt(anyway = false): Promise<void> {
    const asked = client(anyway);
    if (!asked || ctx.failed() || ctx.paused()) return;
    const { numbers: held, series } = await asked.heldLeases();
    // Numbers of our series may have been given, freed and given to others without our ever hearing of them.
    await keep(SERIES, { ...of(SERIES), next: Math.max(of(SERIES).next, series) });
    const carriers = new Set([...stocks.keys(), ...held.map(({ carrier }) => carrier)]);
    for (const carrier of carriers) {
      const heldOf = (source: LeaseSource): Promise<string[]> =>
        unused(
          carrier,
          held.filter((one) => one.carrier === carrier && one.source === source).map(({ number }) => number),
        );
      const [own, pool] = [await heldOf('own'), await heldOf('pool')];
      const { next, had } = of(carrier);
      await keep(carrier, {
        ...{ own, pool, next: own.reduce((most, number) => Math.max(most, placeAfter(number)), next) },
        ...(had === true || pool.length > 0 ? { had: true } : {}),
      });
    }
    await check(false);
  }
  const placeAfter = (number: string): number => (placeInSeries(ctx.station, number) ?? 0) + 1;

  async function giveBackPending(asked: HubClient, carrier: string): Promise<void> {
    const { returning, returnId, ...stock } = of(carrier);
    if (returning === undefined) return;
    for (let at = 0; at < returning.length; at += MOST_AT_ONCE)
      await asked.returnLeases({
        carrier,
        numbers: returning.slice(at, at + MOST_AT_ONCE),
        ...(returnId === undefined ? {} : { request: `${returnId}.${String(at)}` }),
      });
    await keep(carrier, stock);
  }

  async function refillAll(): Promise<void> {
    if (!checked) await adopt();
    if (!checked) return;
    for (const carrier of settings.carriers()) {
      if (ending.signal.aborted) return;
      await turns.run(carrier.code, () => refillOne(carrier));
    }
    tellLow();
  }

  const service: LeasesService = {
    joined: () => hub() !== undefined,
    stock: (carrier, source) => (checked ? of(carrier)[source] : []),
    spent(carrier, source, number) {
      const stock = of(carrier);
      if (!stock[source].includes(number)) return;
      // Not written for its own sake: its document says that it is used, and the next write brings it.
      stocks.set(carrier, { ...stock, [source]: stock[source].filter((each) => each !== number) });
      tellLow();
      if (stock[source].length <= wanted() * REFILL_BELOW) service.refill();
    },
    isOurs: (waybill) => waybill.state === 'LEASED' && foldWaybill(waybill).station === ctx.station,
    seriesFrom: () => Math.max(1, ...[...stocks.values()].map((stock) => stock.next)),
    low() {
      if (!service.joined()) return [];
      return settings.carriers().flatMap((carrier) => {
        const source = sourceOf(carrier);
        if (source !== 'pool') return [];
        const { pool, had } = of(carrier.code);
        // A carrier of whose pool nothing ever came is not in use here.
        const inUse = had === true || pool.length > 0;
        return inUse && pool.length < wanted() * LOW_BELOW
          ? [{ carrier: carrier.code, left: pool.length }]
          : [];
      });
    },
    refill() {
      if (hub()?.online !== true || ending.signal.aborted) return;
      asking ??= refillAll()
        .catch((error: unknown) => ctx.log(`hub: numbers not refilled, ${nameOf(error)}`))
        .finally(() => (asking = undefined));
    },
    async joining(join) {
      await asking;
      await check(true);
      const joined = await join();
      if (!joined.ok) await check(false);
      // The hub has just answered: what is ours is known before the next parcel wants a number.
      else await adopt(true).catch((error: unknown) => ctx.log(`hub: numbers not asked, ${nameOf(error)}`));
      return joined;
    },
    async returnAll() {
      await asking;
      const asked = client();
      // Without the hub's word nothing is ours to give.
      if (!checked) return asked ? DONE : refused('hub_offline');
      for (const carrier of [...stocks.keys()]) {
        // What was asked for may have been given, and the answer lost: asked again, it comes.
        if (asked && of(carrier).request) await turns.run(carrier, () => askOnce(asked, carrier));
        const { own, pool, returning = [] } = of(carrier);
        const all = await unused(carrier, [...new Set([...returning, ...own, ...pool])]);
        if (all.length === 0) continue;
        if (!asked) return refused('hub_offline');
        try {
          await turns.run(carrier, async () => {
            await keep(carrier, {
              ...of(carrier),
              ...{ own: [], pool: [], returning: all, returnId: ctx.ids.next() },
            });
            await giveBackPending(asked, carrier);
          });
        } catch (error) {
          if (error instanceof HubError) return refused(error.code, error.data);
          throw error;
        }
      }
      return DONE;
    },
    settled: async () => asking,
    onLow: (listener) => void listeners.push(listener),
    async close() {
      clearInterval(timer);
      ending.abort();
      await asking;
    },
  };

  function tellLow(): void {
    const now = JSON.stringify(service.low());
    if (now === wasLow) return;
    wasLow = now;
    for (const listener of listeners) listener();
  }

  const timer = setInterval(() => service.refill(), EACH_MS).unref();
  return service;
}

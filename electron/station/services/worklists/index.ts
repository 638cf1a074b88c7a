import type { MethodName, StationContract } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { Handlers } from '../../../../shared/rpc/index.ts';
import { createDeskIndex, type DeskIndex } from '../../projections/index.ts';
import type { EmergencyStop, Window } from '../accounts/index.ts';
import type { AuditService } from '../audit.ts';
import { refused, type Outcome } from '../context.ts';
import type { PeopleService } from '../people.ts';
import type { SiteKey } from '../site-key.ts';
import { createActions, type ActionDeps } from './actions.ts';
import { createBulk, type BulkService } from './bulk.ts';
import { createSavedFilters, type SavedFilters } from './filters.ts';
import { createWorklists, requestOf, type Asker, type Worklists } from './worklists.ts';

export interface WorkService {
  readonly index: DeskIndex;
  readonly lists: Worklists;
  readonly filters: SavedFilters;
  readonly bulk: BulkService;
  close(): Promise<void>;
}

/** Work lists, search, saved filters and acts on many orders. */
export function createWork(
  deps: ActionDeps & {
    readonly siteKey: Pick<SiteKey, 'hash'>;
    readonly audit: AuditService;
    readonly people: Pick<PeopleService, 'actor'>;
    readonly stop: Pick<EmergencyStop, 'standing'>;
  },
): WorkService {
  const { ctx, siteKey, siteRules, audit } = deps;
  const index = createDeskIndex({
    db: ctx.db,
    dataDir: ctx.dataDir,
    station: ctx.station,
    hash: siteKey.hash,
    log: ctx.log,
    paused: ctx.paused,
    failed: ctx.failed,
    lull: () => ctx.scans.lull(),
  });
  index.onChanged(() => ctx.push.emit({ event: 'changed', value: { what: 'work' } }));
  const bulk = createBulk({
    ctx,
    actions: createActions(deps),
    audit,
    actor: (id) => deps.people.actor(id),
    stopped: () => deps.stop.standing() !== null,
  });
  return {
    index,
    lists: createWorklists({ index, siteKey, siteRules, bulk, now: () => ctx.clock.now() }),
    filters: createSavedFilters(ctx),
    bulk,
    async close() {
      await bulk.close();
      await index.close();
    },
  };
}

type WorkMethod = Extract<MethodName, `work.${string}`>;

/** The contract's `work.*`. */
export function workHandlers(
  { lists, filters, bulk }: WorkService,
  people: Pick<PeopleService, 'closed' | 'actor'>,
  idOf: (window: Window) => string,
): Pick<Handlers<StationContract, Window>, WorkMethod> {
  const asker = (window: Window): Asker =>
    window.console || !people.closed() ? undefined : (window.who()?.roles ?? []);
  function by<T>(operator: string, work: (actor: Actor) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const actor = people.actor(operator);
    return actor ? work(actor) : Promise.resolve(refused('operator_unknown'));
  }
  return {
    'work.lists': (_, window) => lists.lists(asker(window)),
    'work.rows': (input, window) => lists.rows(input, asker(window)),
    'work.search': (input, window) => lists.search(input, asker(window)),
    'work.filters': (_, window) => filters.list(idOf(window)),
    'work.saveFilter': ({ operator, ...filter }) => by(operator, (actor) => filters.save(actor.id, filter)),
    'work.removeFilter': ({ id, operator }) => by(operator, (actor) => filters.remove(actor.id, id)),
    'work.preview': ({ operator, ...request }, window) =>
      by(operator, (actor) => lists.preview(requestOf(request), actor, asker(window))),
    'work.bulk': ({ operator, ...request }, window) =>
      by(operator, (actor) => lists.start(requestOf(request), actor, asker(window))),
    'work.cancelBulk': ({ id, operator }) => by(operator, (actor) => Promise.resolve(bulk.cancel(id, actor))),
    'work.bulks': () => bulk.list(),
  };
}

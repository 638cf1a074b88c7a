import type { MethodName, PrinterSettings, StationContract } from '../../shared/contract/index.ts';
import type { Agreement } from '../../shared/domain/carriers/index.ts';
import type { Actor } from '../../shared/domain/index.ts';
import { ORDER_POSTS } from '../../shared/domain/rights/index.ts';
import { LABEL_FONT } from '../../shared/label/index.ts';
import type { Handlers } from '../../shared/rpc/index.ts';
import { afterHandlers } from './after-handlers.ts';
import { blindBench, guardHandlers, type Window } from './services/accounts/index.ts';
import { actOnCase, receiveReturned } from './services/cases/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from './services/context.ts';
import { isBadge, type BenchService } from './services/bench/index.ts';
import type { Services } from './services/index.ts';
import { SYSTEM } from './services/people.ts';
import { findPrinters } from './services/printer-finder.ts';
import { intakeHandlers } from './services/intake/index.ts';
import { workHandlers } from './services/worklists/index.ts';
import { noteSettings } from './services/setting-changes.ts';
import { reviewHandlers } from './services/review/handlers.ts';
import { createAuditList } from './services/audit-list.ts';
import type { HubHost } from './types.ts';

/** Methods that write by a person's act; the bench's own refuse by verdict. */
const WRITING: ReadonlySet<string> = new Set<MethodName>([
  'settings.save',
  'siteRules.save',
  'review.judge',
  'review.asked',
  'payments.record',
  'payments.remind',
  'payments.check',
  'payments.settle',
  'notices.text',
  'notices.mark',
  'notices.ask',
  'notices.read',
  'notices.saveTemplate',
  'notices.resetTemplate',
  'after.act',
  'after.bulk',
  'after.sweep',
  'tracking.add',
  'archive.ask',
  'archive.decide',
  'archive.export',
  'handover.sign',
  'voucher.print',
  'alter.act',
  'cases.open',
  'cases.act',
  'cases.returned',
  'carriers.save',
  'operators.add',
  'bench.operator',
  'handover.reprint',
  'orders.act',
  'people.first',
  'people.save',
  'people.secret',
  'people.active',
  'session.secret',
  'orders.reveal',
  'older.reveal',
  'wave.print',
  'pick.wave',
  'pick.giveBack',
  'pick.slip',
  'agreements.save',
  'carriers.choose',
  'prints.answer',
  'templates.save',
  'templates.restore',
  'templates.remove',
  'rules.save',
  'prints.retry',
  'prints.reprint',
  'prints.void',
  'prints.driverSheet',
  'import.start',
  'import.demo',
  'export.shipped',
  'export.carrier',
  'devices.import',
  'backups.start',
  'retention.run',
  'keys.rotate',
  'sync.join',
  'sync.leave',
  'sync.retry',
  'claims.take',
  'stock.receive',
  'stock.import',
  'stock.report',
  'release.order',
  'release.promise',
  'allocation.set',
  'allocation.assign',
  'bench.weight',
  'intake.save',
  'intake.draft',
  'intake.confirm',
  'intake.return',
  'intake.keep',
  'intake.clear',
  'talk.contact',
  'talk.note',
  'talk.link',
  'changes.ask',
  'changes.decide',
  'changes.reveal',
  'customers.reveal',
  'customers.credit',
  'customers.note',
  'work.saveFilter',
  'work.removeFilter',
  'work.bulk',
]);

/** Whoever runs the hub belongs to it, unless it has joined another one. */
async function joinOwnHub(
  { sync, settings, leases }: Services,
  hub: HubHost | undefined,
): Promise<Outcome<null>> {
  const url = hub?.localUrl?.();
  if (!hub || url === undefined || sync.view().state !== 'alone') return DONE;
  const code = await hub.code();
  if (!code.ok) return code;
  const name = settings.get().siteName.slice(0, 60).trim();
  const asked = { url, code: code.value.code, name: name === '' ? 'Packline' : name };
  return leases.joining(() => sync.join(asked));
}

/** The contract's methods, each a line or two: what is more lies in a service. */
export function createHandlers(
  ctx: Context,
  services: Services,
  about: { readonly version: string; readonly hub?: HubHost | undefined },
): Handlers<StationContract, Window> {
  const { warehouse } = services;
  const { backups, settings, people, prints, queue, desk, imports, exports, handover, devices, sync } =
    services;

  const benchOf = (id: string): BenchService => {
    const bench = services.benches.get(id) ?? services.benches.values().next().value;
    if (!bench) throw new Error('no bench');
    return bench;
  };
  async function by<T>(operator: string, work: (actor: Actor) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const actor = people.actor(operator);
    return actor ? work(actor) : refused('operator_unknown');
  }
  const printRequest = (actor: Actor) => ({ bench: [...services.benches.keys()][0] ?? '', actor });

  /** What writes waits until there is room on the disk; what is shown goes on. */
  function whileRoom(handlers: Handlers<StationContract, Window>): Handlers<StationContract, Window> {
    const guarded = Object.entries(handlers).map(([name, handler]) => {
      if (!WRITING.has(name)) return [name, handler];
      const refusing = (...args: unknown[]): unknown =>
        ctx.paused() ? refused('disk_full') : (handler as (...given: unknown[]) => unknown)(...args);
      return [name, refusing];
    });
    return Object.fromEntries(guarded) as Handlers<StationContract, Window>;
  }

  /** Before there is an administrator nobody signs in: then it is whoever works at the first bench. */
  const idOf = (window: Window): string =>
    window.who()?.id ?? (window.console ? 'SYS' : (services.benches.values().next().value?.operator() ?? ''));
  const auditList = createAuditList({
    ctx,
    audit: services.audit,
    people,
    exchange: services.exchange,
  });

  const { signIn, manage, stop, audit } = services;
  const guarded = {
    people,
    signIn,
    stop,
    audit,
    acts: ACTS,
    benchOperator: (bench: string) => benchOf(bench).operator(),
    now: () => ctx.clock.now(),
    idOf,
  };
  /** Names and private settings are for those who have signed in. */
  const isKnown = (window: Window): boolean =>
    window.console || !people.closed() || window.who() !== undefined;

  const seesOrders = (window: Window): boolean =>
    window.console ||
    !people.closed() ||
    (window.who()?.roles.some((role) => (ORDER_POSTS as readonly string[]).includes(role)) ?? false);

  const all: Handlers<StationContract, Window> = {
    'app.hello': async (_, window) => ({
      version: about.version,
      station: ctx.station,
      session: window.view(),
      settings: isKnown(window) ? settings.get() : { ...settings.get(), sender: null },
      carriers: settings.carriers().map((carrier) => ({ ...carrier, sources: [...carrier.sources] })),
      operators: isKnown(window) ? people.list().map(({ id, name, badge }) => ({ id, name, badge })) : [],
      benches: [...(settings.get().benches ?? services.benches.keys())],
      dataDir: ctx.dataDir,
      orders: await ctx.db.orders.count({}),
      products: await services.catalogue.count(),
    }),
    'session.view': (_, window) => window.view(),
    'session.signIn': ({ who, password }, window) => signIn.signIn(window, who, password),
    'session.pin': ({ bench, pin }, window) => signIn.pin(window, bench, pin),
    'session.resume': ({ token }, window) => signIn.resume(window, token),
    'session.lock': async (_, window) => {
      await signIn.lock(window);
      return DONE;
    },
    'session.touch': (_, window) => {
      signIn.touch(window);
      return DONE;
    },
    'session.secret': (given, window) => manage.ownSecret(window.who()?.id ?? '', given),
    'people.first': (given, window) => manage.first(window, given),
    'people.list': () => [...manage.list()],
    'people.save': (given, window) =>
      people.closed() ? manage.save(idOf(window), given) : refused('administrator_first'),
    'people.secret': (given, window) => manage.secret(idOf(window), given),
    'people.active': ({ id, active }, window) =>
      people.closed() ? manage.active(idOf(window), id, active) : refused('administrator_first'),
    'people.unlock': ({ id }, window) => manage.unlock(idOf(window), id),
    'audit.list': (query) => auditList.list(query),
    'audit.export': ({ operator, ...query }) => by(operator, (actor) => auditList.export(query, actor)),
    'stop.press': ({ operator, reason }) => by(operator, (actor) => stop.press(actor, reason)),
    'stop.lift': ({ operator, note }) => by(operator, (actor) => stop.lift(actor, note)),
    'settings.save': async (change, window) => {
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const before = settings.get();
      await settings.save(given);
      noteSettings(audit, idOf(window), before, given);
      return DONE;
    },
    'siteRules.list': async () => services.siteRules.list(),
    'siteRules.save': ({ key, value }, window) => services.siteRules.save(key, value, idOf(window)),
    'carriers.save': async ({ pickupContact, pickupPhone, pickupTimes, ...carrier }, window) => {
      if (carrier.sources.includes('pool') && !carrier.freePool)
        return refused('pool_not_allowed', { carrier: carrier.code });
      await settings.saveCarrier({
        ...carrier,
        ...(pickupContact === undefined ? {} : { pickupContact }),
        ...(pickupPhone === undefined ? {} : { pickupPhone }),
        ...(pickupTimes === undefined ? {} : { pickupTimes }),
      });
      audit.note({
        what: 'carrier_changed',
        by: idOf(window),
        on: carrier.code,
        new: carrier.sources.join(' '),
      });
      queue.clearWaiting();
      services.readiness.lookAgain();
      return DONE;
    },
    'operators.add': async ({ name }) => {
      const { id, badge } = await people.add(name);
      return accepted({ id, name, badge });
    },

    'bench.view': async ({ bench }, window) => {
      const view = await benchOf(bench).view();
      return isKnown(window) ? view : blindBench(view);
    },
    'bench.scan': ({ bench, ...scan }, window) => {
      const at = benchOf(bench);
      const free = window.console || !people.closed() || window.who()?.id === at.operator();
      return free || isBadge(scan.text) ? at.scan(scan) : at.refuse(scan, 'sign_in');
    },
    'bench.command': ({ bench, name, arg, ref }) => benchOf(bench).command(name, arg, ref),
    'bench.operator': ({ bench, operator }) => benchOf(bench).setOperator(operator),
    'bench.sameReceiver': async ({ bench, shipment }) => ({
      orders: benchOf(bench).shipment() === shipment ? await services.changes.sameReceiver(shipment) : [],
    }),
    'bench.open': ({ bench, shipment }) => benchOf(bench).open(shipment),
    'handover.start': ({ bench, carrier, courier }) => benchOf(bench).startHandover(carrier, courier),
    'handover.list': async ({ offset, limit }) => {
      const { total, rows } = await handover.list(offset, limit);
      return {
        total,
        rows: rows.map((manifest) => {
          const { code, zh, en } = settings.carrier(manifest.carrier);
          return {
            id: manifest.id,
            carrier: { code, zh, en },
            courier: manifest.courier,
            at: manifest.startedAt,
            parcels: manifest.scanned.length,
            missing: manifest.missing.length,
            // Sides, not signatures: two stations may both have had one of them signed.
            signed: new Set(manifest.signatures?.map(({ party }) => party)).size,
          };
        }),
      };
    },
    'handover.reprint': async ({ id }) => {
      for (const copy of [1, 2] as const) {
        const printed = await prints.printManifest(id, copy, printRequest({ id: 'SYS', roles: ['SYS'] }));
        if (!printed.ok) return printed;
      }
      return DONE;
    },

    ...workHandlers(services.work, people, idOf),
    ...intakeHandlers(services, people, idOf),
    'queue.list': (input) => queue.list(input),
    'orders.blocked': (input) => desk.blocked(input),
    'orders.list': (input) => desk.list(input),
    // An archived order is shown to whoever may look into the archive.
    'orders.get': async ({ order }, window) =>
      (await services.archive.refusal(order, idOf(window))) ?? desk.order(order),
    'orders.act': (input) => by(input.operator, (actor) => desk.act(input, actor)),
    'orders.reveal': ({ order, operator, reason }, window) =>
      by(
        operator,
        async (actor) =>
          (await services.archive.refusal(order, idOf(window))) ??
          (desk.reveal(order, reason, actor) as Promise<Outcome<never>>),
      ),

    ...reviewHandlers(services, { by, rolesOf: (window) => window.who()?.roles }),

    'wave.print': ({ shipments, count, labels, slips, operator }) =>
      by(operator, (actor) =>
        services.waves.print({
          ...(shipments === undefined ? {} : { shipments }),
          ...(count === undefined ? {} : { count }),
          labels,
          slips,
          bench: [...services.benches.keys()][0] ?? '',
          actor,
        }),
      ),
    'pick.front': ({ bench, on }) => {
      services.picking.front(bench, on);
      return DONE;
    },
    'pick.view': ({ bench }) => services.picking.view(bench),
    'pick.scan': ({ bench, ...scan }) =>
      isBadge(scan.text) ? benchOf(bench).scan(scan) : services.picking.scan(bench, scan),
    'pick.act': ({ bench, act }) => services.picking.act(bench, act),
    'pick.waves': () => services.picking.waves(),
    'pick.wave': ({ operator, ...input }) => by(operator, (actor) => services.picking.makeWave(input, actor)),
    'pick.sheet': (input) => services.picking.sheet(input),
    'pick.giveBack': ({ shipment, reason, operator }) =>
      by(operator, (actor) => services.picking.giveBack(shipment, actor, reason)),
    'pick.slip': ({ shipment, slip, operator }) =>
      by(operator, async (actor) => {
        const parcel = await services.parcels.load(shipment);
        if (!parcel) return refused('not_here', { shipment });
        const printed = await prints.printSlip(parcel, slip, printRequest(actor));
        return printed.ok ? DONE : printed;
      }),
    'pick.ofOrder': ({ order }) => services.picking.ofOrder(order),
    'agreements.list': () => services.agreements.all() as never,
    'agreements.save': ({ agreement, operator }) =>
      by(operator, (actor) => services.agreements.save(agreement as Agreement, actor.id)),
    'carriers.try': (question) => services.carriers.try(question) as never,
    'carriers.ofOrder': ({ order }) => services.carriers.ofOrder(order),
    'carriers.choose': ({ operator, ...input }) =>
      by(operator, (actor) => services.carriers.byHand(input, actor)),
    'freight.summary': ({ from, to }) => services.freight.summary(from, to),
    'freight.export': ({ from, to, operator }) =>
      by(operator, (actor) => services.freight.export(from, to, actor)),
    'label.preview': async ({ shipment, kind }) => {
      const parcel = await services.parcels.load(shipment);
      return parcel ? prints.preview(parcel, kind) : refused('not_here', { shipment });
    },
    'templates.list': () => ({
      templates: services.templates.list().map((row) => ({ ...row, versions: [...row.versions] })),
      fonts: [LABEL_FONT],
    }),
    'templates.get': ({ id, ref }) => services.templates.get(id, ref) as Outcome<never>,
    'templates.draw': (input) => services.templateDesk.draw(input),
    'templates.save': (input) => by(input.operator, (actor) => services.templateDesk.save(input, actor)),
    'templates.restore': ({ id, ref, operator }) =>
      by(operator, (actor) => services.templates.restore(id, ref, actor)),
    'templates.remove': ({ id, operator }) => by(operator, (actor) => services.templates.remove(id, actor)),
    'templates.import': ({ json }) => services.templateDesk.read(json) as Promise<Outcome<never>>,
    'templates.export': ({ id, ref }) => services.templateDesk.file(id, ref),
    'rules.list': () => services.printRules.list() as never,
    'rules.save': ({ rules, operator }) => by(operator, () => services.templateDesk.saveRules(rules)),
    'prints.list': (input) => services.printLedger.list(input),
    'prints.export': ({ filter, operator }) => by(operator, () => services.printLedger.export(filter)),
    'prints.answer': ({ job, came, operator }) => by(operator, (actor) => prints.answer(job, came, actor)),
    'prints.retry': ({ job, operator }) => by(operator, () => prints.retry(job)),
    'prints.reprint': ({ job, reason, operator }) =>
      by(operator, (actor) => prints.reprint(job, reason, actor)),
    'prints.void': ({ job, reason, operator }) => by(operator, (actor) => prints.voidJob(job, reason, actor)),
    'prints.driverSheet': ({ shipment, operator }) =>
      by(operator, async (actor) => {
        const parcel = await services.parcels.load(shipment);
        if (!parcel) return refused('not_here', { shipment });
        const printed = await prints.printDriverSheet(parcel, printRequest(actor));
        return printed.ok ? DONE : printed;
      }),
    'printer.test': ({ printer }) => prints.test(printer as PrinterSettings, SYSTEM),
    'printer.ask': ({ printer }) => prints.ask(printer as PrinterSettings),
    'printers.find': () => findPrinters(settings.get().printers),
    'devices.ports': () => devices.ports(),
    'scale.view': ({ bench }) => services.scales.view(bench),
    'bench.weight': ({ bench, weight }) => benchOf(bench).weight(weight),
    'scales.detect': ({ path }) => services.scales.detect(path),
    'scales.test': ({ scale }) => services.scales.test(scale),
    'devices.health': () => services.health.lines(),
    'devices.find': () => devices.find(),
    'devices.export': () => devices.export(),
    'devices.import': ({ text }) => devices.import(text),
    'gun.test': ({ bench, on }) => {
      benchOf(bench).setTest(on);
      devices.setTest(bench, on);
      return DONE;
    },

    'import.preview': ({ token }) => imports.preview(token),
    'import.start': (input) => by(input.operator, (actor) => imports.start(input, actor)),
    'import.cancel': ({ id }) => imports.cancel(id),
    'import.report': ({ id }) => imports.report(id),
    'import.list': () => imports.list(),
    'import.demo': ({ operator }) => by(operator, async (actor) => imports.demo(actor)),

    'export.shipped': ({ operator, ...input }) => by(operator, (actor) => exports.shipped(input, actor)),
    'export.carrier': ({ carrier, operator }) => by(operator, (actor) => exports.carrier(carrier, actor)),
    'upkeep.view': () => services.upkeep.view(),
    'retention.preview': () => services.upkeep.preview(),
    'retention.run': () => services.upkeep.run(),
    'keys.rotate': () => services.upkeep.rotateKey(),
    'backups.view': () => backups.view({ fresh: true }),
    'backups.save': (change) => backups.save(change),
    'backups.start': () => backups.start('manual'),
    'backups.cancel': () => {
      backups.cancel();
      return DONE;
    },
    'backups.preview': ({ path }) => backups.preview(path),
    'backups.restore': ({ path, operator }) => by(operator, (actor) => backups.restore(path, actor.id)),
    'older.search': ({ search }) => services.older.search(search),
    'older.get': async ({ order }, window) => {
      const found = await services.older.get(order);
      const locked = found.ok ? await services.archive.refusal(order, idOf(window), found.value) : undefined;
      return locked ?? found;
    },
    'older.reveal': ({ order, operator, reason }, window) =>
      by(operator, async (actor) => {
        const found = await services.older.get(order);
        const locked = found.ok
          ? await services.archive.refusal(order, idOf(window), found.value)
          : undefined;
        return locked ?? (services.older.reveal(order, reason, actor) as Promise<Outcome<never>>);
      }),
    'alter.view': ({ order }) => services.changes.view(order),
    'alter.act': (input) => by(input.operator, (actor) => services.changes.act(input, actor)),
    'cases.list': (filter, window) => services.cases.list(filter, { id: idOf(window), roles: [] }),
    'cases.ofOrder': ({ order }) => services.cases.rowsOf(order),
    'cases.get': ({ id }, window) => services.cases.view(id, seesOrders(window)),
    'cases.open': ({ operator, facts, ...given }) =>
      by(operator, async (actor) => {
        const opened = await services.cases.open({ ...given, data: facts, actor });
        return opened.ok ? accepted({ id: opened.value.id }) : opened;
      }),
    'cases.act': (input) => by(input.operator, (actor) => actOnCase(ctx, services.cases, input, actor)),
    'cases.returned': ({ operator, ...given }) =>
      by(operator, (actor) => receiveReturned({ ctx, cases: services.cases }, given, actor)),
    ...afterHandlers(services, { by, idOf, printRequest }),
    'stock.levels': (input) => warehouse.desk.levels(input),
    'stock.history': (input) => warehouse.desk.history(input),
    'stock.receive': (input) => by(input.operator, (actor) => warehouse.desk.receive(input, actor)),
    'stock.import': ({ token, operator }) => by(operator, (actor) => warehouse.desk.import(token, actor)),
    'stock.report': (input) => by(input.operator, (actor) => warehouse.desk.report(input, actor)),
    'stock.servable': (input) => warehouse.desk.servable(input),
    'stock.prepare': (input) => warehouse.desk.prepare(input),
    'release.view': ({ order }) => warehouse.allocation.view(order),
    'release.order': ({ order, operator }) =>
      by(operator, (actor) => warehouse.allocation.release(order, actor)),
    'release.promise': ({ order, shipBy, operator }) =>
      by(operator, (actor) => warehouse.allocation.promise(order, shipBy, actor)),
    'allocation.set': (input) => by(input.operator, (actor) => warehouse.allocation.set(input, actor)),
    'allocation.assign': (input) => by(input.operator, (actor) => warehouse.allocation.assign(input, actor)),
    'sync.view': () => sync.view(),
    'sync.join': (input) => services.leases.joining(() => sync.join(input)),
    'sync.leave': async ({ anyway }) => {
      await services.claims.giveUp(() => sync.view().pushing, 'leaving');
      await services.leases.returnAll();
      return sync.leave(anyway);
    },
    'sync.discover': async () => [...((await about.hub?.discover()) ?? [])],
    'sync.refused': ({ offset, limit }) => sync.refused(offset, limit),
    'sync.retry': ({ collection, id }) => sync.retry(collection, id),
    'claims.take': ({ shipment, operator, reason }) =>
      by(operator, (actor) => services.claims.takeOver(shipment, actor, reason)),
    'hub.serve': async ({ on, otherPort }) => {
      const served = (await about.hub?.serve(on, otherPort)) ?? refused('hub_not_here');
      return served.ok && on ? joinOwnHub(services, about.hub) : served;
    },
    'hub.code': () => about.hub?.code() ?? refused('hub_not_here'),
    'hub.stations': () => about.hub?.stations() ?? refused('hub_not_here'),
    'hub.revoke': ({ station }) => about.hub?.revoke(station) ?? refused('hub_not_here'),
    'product.picture': ({ key }) => services.pictures.get(key),
    'stats.latency': () => ({
      verdict: services.verdictMeter.summary(),
      print: services.printMeter.summary(),
    }),
  };
  return guardHandlers(whileRoom(all), guarded);
}

/** Acts of a person: writing ones, and what the bench is told to do. */
const ACTS: ReadonlySet<string> = new Set<string>([
  ...WRITING,
  ...([
    'bench.scan',
    'bench.command',
    'bench.open',
    'pick.scan',
    'pick.act',
    'handover.start',
    'session.touch',
  ] satisfies MethodName[]),
]);

import {
  createEmergencyStop,
  createManage,
  createSecrets,
  createSignIn,
  type Cost,
  type EmergencyStop,
  type ManageService,
  type SignInService,
} from './accounts/index.ts';
import { createAfter, type AfterService } from './after/index.ts';
import { createArchive, createWholeFile, type Archive, type WholeFile } from './archive/index.ts';
import { createAudit, type AuditService } from './audit.ts';
import { createBackups, holdRestored, type BackupsService } from './backups/index.ts';
import { createBench, isBadge, type BenchService } from './bench/index.ts';
import { createBlocks } from './blocks.ts';
import { createLookup } from './bench/lookup.ts';
import { createCases, type CasesService } from './cases/index.ts';
import { createChanges, followConflicts, type ChangesService } from './changes/index.ts';
import { createClaims, type ClaimsService } from './claims.ts';
import {
  createAgreements,
  createCarriers,
  createChoosing,
  createFreight,
  type AgreementsService,
  type CarriersService,
  type FreightService,
} from './carriers/index.ts';
import { createCatalogue, type CatalogueService } from './catalogue.ts';
import { nameOf, type Context } from './context.ts';
import { createDesk, type DeskService } from './desk.ts';
import { createDeviceHealth, type DeviceHealthBook } from './device-health.ts';
import { createDevices, type DevicesService } from './devices.ts';
import { createDrawing, type Drawing } from './drawing.ts';
import { createExchange, type ExchangeService } from './exchange.ts';
import { createExports, type ExportsService } from './exports.ts';
import { createCustomers, type CustomersService } from './customers/index.ts';
import { createIntake, type IntakeService } from './intake/index.ts';
import { createHandover, type HandoverService } from './handover.ts';
import { createImports, type ImportsService } from './imports/index.ts';
import { readJoined } from './joined.ts';
import { createLeases, type HubAddress, type LeasesService } from './leases.ts';
import { createManifests } from './manifests.ts';
import type { NoticesService } from './notices/index.ts';
import { createNumbers } from './numbers.ts';
import { createOlder, type OlderService } from './older.ts';
import { createOrders } from './orders.ts';
import { createParcels, type ParcelsService } from './parcels.ts';
import type { PaymentsService } from './payments/index.ts';
import { createPeople, type PeopleService } from './people.ts';
import { createLocations, createPicking, createWaveList, type PickingService } from './picking/index.ts';
import { createPictures, type PicturesService } from './pictures.ts';
import { printerHealth } from './printer-health.ts';
import { createPrintLedger, type PrintLedger } from './print-ledger.ts';
import { createPrints, type PrintsService } from './prints.ts';
import { createQueue, type QueueService } from './queue.ts';
import type { ReviewService } from './review/index.ts';
import { createReviewDesk } from './review-desk.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import { createScales, type ScalesService } from './scales.ts';
import { createSettings, type SettingsService } from './settings.ts';
import { createSiteRules, type SiteRulesService } from './site-rules.ts';
import { createSignatures, type Signatures } from './signatures.ts';
import type { SiteKey } from './site-key.ts';
import { createShipments } from './shipments.ts';
import { createRelease, createStock, type StockService } from './stock/index.ts';
import { createLatencyMeter, type LatencyMeter } from './stats.ts';
import { warmUp } from './warm-up.ts';
import { followPulled } from './pulled.ts';
import { createRecovery } from './recover.ts';
import { createRetention } from './retention/index.ts';
import { checkAtStart } from './start-check.ts';
import { createSync, type SyncOptions, type SyncService } from './sync.ts';
import { createUpkeep, type UpkeepService } from './upkeep.ts';
import { DATABASE } from '../database/name.ts';
import { checkFile } from '../storage/check.ts';
import { storagePath } from '../storage/claim.ts';
import type { DiskWatch } from './disk.ts';
import type { HubHost } from '../types.ts';
import {
  createPrintRules,
  createTemplateDesk,
  createTemplates,
  type PrintRules,
  type TemplateDesk,
  type Templates,
} from './templates/index.ts';
import { createWarehouse, type Warehouse } from './warehouse.ts';
import { createWaves, type WavesService } from './waves.ts';
import { createWaybills } from './waybills.ts';
import { createWork, type WorkService } from './worklists/index.ts';

export interface Services {
  /** Nothing is left half done by the run before; if not, the next start goes on with it. */
  complete(): boolean;
  readonly backups: BackupsService;
  readonly upkeep: UpkeepService;
  readonly settings: SettingsService;
  readonly siteRules: SiteRulesService;
  readonly people: PeopleService;
  readonly audit: AuditService;
  readonly signIn: SignInService;
  readonly manage: ManageService;
  readonly stop: EmergencyStop;
  readonly catalogue: CatalogueService;
  readonly pictures: PicturesService;
  readonly exchange: ExchangeService;
  readonly parcels: ParcelsService;
  readonly prints: PrintsService;
  readonly printLedger: PrintLedger;
  readonly templates: Templates;
  readonly templateDesk: TemplateDesk;
  readonly printRules: PrintRules;
  readonly stock: StockService;
  readonly warehouse: Warehouse;
  readonly queue: QueueService;
  readonly waves: WavesService;
  readonly picking: PickingService;
  readonly agreements: AgreementsService;
  readonly carriers: CarriersService;
  readonly freight: FreightService;
  readonly handover: HandoverService;
  readonly desk: DeskService;
  readonly work: WorkService;
  readonly cases: CasesService;
  readonly changes: ChangesService;
  readonly customers: CustomersService;
  readonly review: ReviewService;
  readonly payments: PaymentsService;
  readonly notices: NoticesService;
  readonly intake: IntakeService;
  readonly after: AfterService;
  readonly archive: Archive;
  readonly wholeFile: WholeFile;
  readonly signatures: Signatures;
  readonly drawing: Drawing;
  readonly older: OlderService;
  readonly imports: ImportsService;
  readonly exports: ExportsService;
  readonly devices: DevicesService;
  readonly scales: ScalesService;
  readonly health: DeviceHealthBook;
  readonly sync: SyncService;
  readonly leases: LeasesService;
  readonly claims: ClaimsService;
  readonly readiness: Readiness;
  readonly benches: ReadonlyMap<string, BenchService>;
  readonly verdictMeter: LatencyMeter;
  readonly printMeter: LatencyMeter;
  close(): Promise<void>;
}

/** One bench a station, unless the settings of the devices name more. */
const BENCHES = ['B1'];
/** ms after the start: the page and its browser want the processor first, and no label comes before some scans. */
const WARM_UP_MS = 250;

/** Wires the services; what a crash left half done is carried out before the first scan counts. */
export async function createServices(
  ctx: Context,
  options: {
    readonly siteKey: SiteKey;
    readonly disk: DiskWatch;
    /** Otherwise what the last run left half done is completed. */
    readonly endedCleanly: boolean;
    readonly fontsDir?: string;
    readonly version: string;
    /** The owner's key, for backups to be read with. */
    readonly key: () => Uint8Array;
    readonly restart: () => void;
    readonly sync?: SyncOptions | undefined;
    readonly secretCost?: Cost | undefined;
    readonly hub?: HubHost | undefined;
  },
): Promise<Services> {
  const file = storagePath(ctx.dataDir, DATABASE);
  const checks = await checkAtStart({
    ctx,
    file,
    endedCleanly: options.endedCleanly,
    check: () => checkFile(file),
  });
  const settings = await createSettings(ctx);
  const people = await createPeople(ctx);
  const audit = createAudit(ctx);
  const siteRules = await createSiteRules(ctx, audit);
  const cases = createCases({ ctx, siteRules, tell: (message) => notices.staff(message) });
  ctx.db.cases.onPulled(() => cases.touched());
  const benches = new Map<string, BenchService>();
  const stop = await createEmergencyStop({ ctx, people, audit });
  const secrets = createSecrets(options.secretCost);
  const signIn = await createSignIn({ ctx, people, settings, audit, secrets, stop, benches: () => benches });
  const manage = createManage({ ctx, people, settings, secrets, signIn, audit });
  const exchange = await createExchange(ctx);
  const health = createDeviceHealth(ctx.clock);
  const catalogue = createCatalogue(ctx);
  const pictures = createPictures(ctx);
  const parcels = createParcels(ctx);
  const shipments = createShipments(ctx, parcels);
  // The exchange with the hub begins further below; whose the numbers are is known before.
  const joinedBefore = await readJoined(ctx.db);
  let hub: HubAddress = () => joinedBefore && { ...joinedBefore, online: false };
  let skewMs: () => number = () => 0;
  const leases = await createLeases({
    ctx,
    settings,
    hub: () => hub(),
    seriesNext: () => waybills.seriesNext(),
  });
  const waybills = createWaybills(ctx, leases);
  const queue = createQueue(ctx, settings);
  const claims = createClaims({
    ctx,
    settings,
    queue,
    parcels,
    shipments,
    hub: () => hub(),
    bench: BENCHES[0] ?? '',
    skewMs: () => skewMs(),
  });
  queue.useClaims(claims.held);
  const manifests = createManifests(ctx);
  const numbers = createNumbers({ settings, shipments, waybills });
  const blocks = createBlocks({ ctx, shipments, queue });
  const readiness = createReadiness({ ctx, settings, parcels, numbers, waybills, queue });
  const stock = createStock({ ctx, siteRules, catalogue });
  const release = createRelease({ siteRules, stock });
  const agreements = await createAgreements(ctx, settings, audit);
  const choosing = createChoosing({ ctx, settings, siteRules, agreements });
  const freight = createFreight({ ctx, settings, siteRules, agreements, choosing, catalogue, exchange });
  const orders = createOrders({
    carriers: choosing,
    stock,
    release,
    siteRules,
    ctx,
    settings,
    catalogue,
    waybills,
    queue,
    blocks,
    siteKey: options.siteKey,
  });
  const warehouse = createWarehouse({
    ...{ ctx, siteRules, orders, people, queue, catalogue, exchange, cases, stock, release },
    benches: () => settings.get().benches ?? BENCHES,
  });
  const { siteKey } = options;
  const customers = createCustomers({ ctx, siteKey, audit });
  const intake = createIntake({
    ctx,
    orders,
    catalogue,
    customers,
    siteRules,
    siteKey,
    audit,
    parcels,
    shipments,
  });
  const reviewDesk = await createReviewDesk({
    ctx,
    audit,
    cases,
    catalogue,
    customers,
    exchange,
    joined: () => hub() !== undefined,
    orders,
    readiness,
    settings,
    siteRules,
    stock,
    expectedShip: release.expected,
    endedCleanly: options.endedCleanly,
  });
  const { review, payments, notices } = reviewDesk;
  warehouse.useNotices(notices);
  orders.useReview(review);
  const printRules: PrintRules = await createPrintRules(ctx, settings, () => templates);
  const templates = await createTemplates(ctx, printRules.naming);
  const drawing = createDrawing({
    ctx,
    settings,
    templates,
    rules: printRules,
    catalogue,
    parcels,
    manifests,
    ...(options.fontsDir === undefined ? {} : { fontsDir: options.fontsDir }),
  });
  const prints = createPrints({ ctx, settings, shipments, drawing, queue, parcels, health });
  const templateDesk = createTemplateDesk({
    ctx,
    templates,
    rules: printRules,
    drawing,
    language: () => settings.get().labelLanguage,
  });
  const printLedger = createPrintLedger({ ctx, settings, people, exchange });
  // A label that waits for its printer must not come out once its order is stopped.
  blocks.onBlocked((shipment) => prints.withdraw(shipment));
  const waveList = createWaveList(ctx);
  const waves = createWaves({ ctx, parcels, shipments, numbers, prints, queue, claims, waveList });
  const lookup = createLookup(ctx, { catalogue, waybills });
  const carriers = createCarriers({
    ctx,
    settings,
    siteRules,
    agreements,
    choosing,
    catalogue,
    queue,
    touched: (order) => {
      orders.touch(order);
      ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
    },
  });
  const handover = createHandover({
    stock,
    ctx,
    settings,
    manifests,
    parcels,
    shipments,
    orders,
    waybills,
    prints,
    queue,
    lookup,
    freight,
  });
  followConflicts(ctx, orders);
  const changes = createChanges({
    ctx,
    settings,
    siteRules,
    siteKey: options.siteKey,
    orders,
    catalogue,
    parcels,
    shipments,
    waybills,
    prints,
    queue,
    cases,
    stock,
    byReceiver: async (receiverHash) =>
      (await customers.ordersOf({ phone: '', receiverHash })).map(({ id }) => id),
    onBench: (shipment) => [...benches.values()].some((bench) => bench.shipment() === shipment),
  });
  const desk = createDesk({
    ctx,
    orders,
    catalogue,
    parcels,
    shipments,
    waybills,
    queue,
    readiness,
    review,
    changes,
  });
  const work = createWork({
    ctx,
    people,
    stop,
    orders,
    siteRules,
    siteKey: options.siteKey,
    audit,
    waves,
    act: (input, actor) => desk.act(input, actor),
    mayApprove: (doc, state) => review.gate(doc, state),
    release: (order, actor) => warehouse.allocation.release(order, actor),
    complete: (order, type, actor) => after.act({ order, operator: actor.id, act: { type } }, actor),
    bench: () => [...benches.keys()][0] ?? '',
  });
  const after = createAfter({ ctx, settings, siteRules, orders, cases, manifests, exchange });
  const archive = createArchive({ ctx, siteRules, people, cases, audit });
  const wholeFile = createWholeFile({ ctx, cases, parcels, prints, drawing, exchange, audit });
  const signatures = createSignatures({ ctx, manifests, people, signIn, drawing, exchange });
  const imports = createImports({
    ctx,
    settings,
    siteRules,
    after,
    exchange,
    orders,
    catalogue,
    waybills,
    pictures,
    queue,
    readiness,
  });
  const exports = createExports({ ctx, settings, exchange });
  const devices = createDevices({
    ctx,
    settings,
    health,
    exchange,
    printerState: (id) => {
      const printer = settings.get().printers.find((each) => each.id === id);
      return printerHealth(prints.line(id), printer?.statusQuery === true);
    },
  });
  const scales = createScales({ ctx, settings, health });
  const verdictMeter = createLatencyMeter();
  const printMeter = createLatencyMeter();

  await holdRestored(ctx.db, orders);
  await prints.recover();
  await handover.heal();
  const recovery = createRecovery({ ctx, settings, shipments, waybills, orders, prints, blocks });
  if (!options.endedCleanly) await recovery.urgent();

  const benchDeps = {
    ctx,
    settings,
    people,
    access: signIn.bench,
    catalogue,
    parcels,
    shipments,
    orders,
    waybills,
    numbers,
    lookup,
    prints,
    waves,
    handover,
    queue,
    claims,
    cases,
    devices,
    scales,
    verdictMeter,
    printMeter,
  };
  /** Benches of the settings; one that is no longer named stays until the next start, for what lies on it. */
  async function openBenches(): Promise<void> {
    for (const id of settings.get().benches ?? BENCHES)
      if (!benches.has(id)) benches.set(id, await createBench(id, benchDeps));
  }
  await openBenches();
  const picking = createPicking({
    ctx,
    people,
    access: signIn.bench,
    catalogue,
    parcels,
    shipments,
    orders,
    queue,
    claims,
    lookup,
    siteRules,
    cases,
    waves: waveList,
    operatorOf: (bench) => benches.get(bench)?.operator() ?? '',
    locations: createLocations(stock),
  });
  const refreshAll = (): void => {
    for (const bench of benches.values()) void bench.refresh();
  };
  // A gun of a bench that is not here: its codes go nowhere, least of all to another's session.
  devices.onScan((bench, scan) =>
    picking.inFront(bench) && !isBadge(scan.text)
      ? picking.scan(bench, scan)
      : benches.get(bench)?.scan(scan),
  );
  devices.onChange(refreshAll);
  scales.onChange(refreshAll);
  scales.onReading((bench) => benches.get(bench)?.scaleRead());
  prints.onLine(refreshAll);
  queue.onTouched(() => {
    void handover
      .refresh()
      .catch((error: unknown) => ctx.log(`handover not refreshed: ${nameOf(error)}`))
      .then(refreshAll);
  });
  queue.touch();
  devices.apply();
  scales.apply();
  ctx.push.on(({ event }) => {
    if (event !== 'settings') return;
    void openBenches()
      .catch((error: unknown) => ctx.log(`bench not opened: ${nameOf(error)}`))
      .then(() => devices.apply());
    scales.apply();
  });
  await warmUp({ lookup, queue, parcels, shipments, waybills });
  const { version, key, restart } = options;
  const backups = await createBackups({ ctx, version, key, restart });
  const retention = await createRetention({ ctx, settings });
  const pulled = followPulled({
    ctx,
    orders,
    blocks,
    queue,
    prints,
    people,
    settings,
    siteRules,
    agreements,
    readiness,
  });
  const sync = await createSync({
    ctx,
    siteKey: options.siteKey,
    documentDays: () => settings.get().retention.documentDays,
    hub: options.hub,
    options: options.sync,
    low: () => [...leases.low()],
  });
  const older = createOlder({ ctx, siteKey: options.siteKey, sync });
  leases.onLow(() => sync.touch());
  hub = sync.hub;
  skewMs = () => sync.view().skewMs ?? 0;
  sync.onLink((online) => {
    if (!online) return;
    leases.refill();
    claims.refill();
  });
  const upkeep = createUpkeep({ ctx, disk: options.disk, checks, recovery, retention });
  // Not needed before the first scan: it may read the whole queue.
  const healing = imports
    .heal()
    .then(() => (options.endedCleanly ? undefined : recovery.rest()))
    .catch((error: unknown) => ctx.log(`healing failed: ${nameOf(error)}`));
  // Not beside the start: the page wants the processor then.
  const warming = setTimeout(() => drawing.warmUp(), WARM_UP_MS).unref();

  return {
    complete: () => options.endedCleanly || recovery.finished(),
    backups,
    upkeep,
    settings,
    siteRules,
    people,
    audit,
    signIn,
    manage,
    stop,
    catalogue,
    pictures,
    exchange,
    parcels,
    prints,
    printLedger,
    templates,
    templateDesk,
    printRules,
    stock,
    warehouse,
    queue,
    waves,
    picking,
    agreements,
    carriers,
    freight,
    handover,
    desk,
    work,
    cases,
    changes,
    customers,
    intake,
    review,
    payments,
    notices,
    after,
    archive,
    wholeFile,
    signatures,
    drawing,
    older,
    imports,
    exports,
    devices,
    scales,
    health,
    sync,
    leases,
    claims,
    readiness,
    benches,
    verdictMeter,
    printMeter,
    async close() {
      clearTimeout(warming);
      recovery.stop();
      signIn.close();
      await claims.giveUp(() => sync.view().pushing);
      await claims.close();
      await after.close();
      await warehouse.close();
      await cases.close();
      await customers.close();
      await reviewDesk.close();
      await leases.close();
      await sync.close();
      void pulled.dispose();
      await backups.close();
      await upkeep.close();
      await devices.close();
      await picking.close();
      await scales.close();
      await work.close();
      await imports.close();
      await healing;
      await readiness.close();
      await prints.dispose();
      await drawing.close();
      await Promise.all([...benches.values()].map((bench) => bench.settled()));
      await queue.close();
    },
  };
}

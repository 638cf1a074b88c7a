import { createBench, type BenchService } from './bench/index.ts';
import { createLookup } from './bench/lookup.ts';
import { createCatalogue, type CatalogueService } from './catalogue.ts';
import type { Context } from './context.ts';
import { createDesk, type DeskService } from './desk.ts';
import { createDevices, type DevicesService } from './devices.ts';
import { createExchange, type ExchangeService } from './exchange.ts';
import { createExports, type ExportsService } from './exports.ts';
import { createHandover, type HandoverService } from './handover.ts';
import { createImports, type ImportsService } from './imports.ts';
import { createManifests } from './manifests.ts';
import { createNumbers } from './numbers.ts';
import { createOrders } from './orders.ts';
import { createParcels, type ParcelsService } from './parcels.ts';
import { createPeople, type PeopleService } from './people.ts';
import { createPictures, type PicturesService } from './pictures.ts';
import { printerHealth } from './printer-health.ts';
import { createPrints, type PrintsService } from './prints.ts';
import { createQueue, type QueueService } from './queue.ts';
import { createSettings, type SettingsService } from './settings.ts';
import { createShipments } from './shipments.ts';
import { createLatencyMeter, type LatencyMeter } from './stats.ts';
import { createWaves, type WavesService } from './waves.ts';
import { createWaybills } from './waybills.ts';

export interface Services {
  readonly settings: SettingsService;
  readonly people: PeopleService;
  readonly catalogue: CatalogueService;
  readonly pictures: PicturesService;
  readonly exchange: ExchangeService;
  readonly parcels: ParcelsService;
  readonly prints: PrintsService;
  readonly queue: QueueService;
  readonly waves: WavesService;
  readonly handover: HandoverService;
  readonly desk: DeskService;
  readonly imports: ImportsService;
  readonly exports: ExportsService;
  readonly devices: DevicesService;
  readonly benches: ReadonlyMap<string, BenchService>;
  readonly verdictMeter: LatencyMeter;
  readonly printMeter: LatencyMeter;
  close(): Promise<void>;
}

/** One bench a station; a second gun's bench comes with the settings of the devices. */
const BENCHES = ['B1'];

/** Wires the services; what a crash left half done is carried out before the first scan counts. */
export async function createServices(
  ctx: Context,
  options: { readonly siteKey: Uint8Array; readonly fontsDir?: string },
): Promise<Services> {
  const settings = await createSettings(ctx);
  const people = await createPeople(ctx);
  const exchange = await createExchange(ctx);
  const catalogue = createCatalogue(ctx);
  const pictures = createPictures(ctx);
  const parcels = createParcels(ctx);
  const shipments = createShipments(ctx, parcels);
  const waybills = createWaybills(ctx);
  const queue = createQueue(ctx, settings);
  const manifests = createManifests(ctx);
  const numbers = createNumbers({ settings, shipments, waybills });
  const orders = createOrders({
    ctx,
    settings,
    catalogue,
    shipments,
    waybills,
    queue,
    siteKey: options.siteKey,
  });
  const printing = { ctx, settings, catalogue, parcels, shipments, manifests };
  const prints = createPrints(
    options.fontsDir === undefined ? printing : { ...printing, fontsDir: options.fontsDir },
  );
  const waves = createWaves({ ctx, parcels, shipments, numbers, prints, queue });
  const lookup = createLookup(ctx, { catalogue, waybills });
  const handover = createHandover({
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
  });
  const desk = createDesk({ ctx, orders, catalogue, parcels, shipments, waybills, prints, queue });
  const imports = createImports({
    ctx,
    settings,
    exchange,
    orders,
    catalogue,
    waybills,
    numbers,
    parcels,
    pictures,
    queue,
  });
  const exports = createExports({ ctx, settings, exchange });
  const devices = createDevices({ ctx, settings, printerState: (id) => printerHealth(prints.line(id)) });
  const verdictMeter = createLatencyMeter();
  const printMeter = createLatencyMeter();

  await prints.recover();
  await handover.heal();

  const benches = new Map<string, BenchService>();
  for (const id of BENCHES) {
    const deps = {
      ctx,
      settings,
      people,
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
      devices,
      verdictMeter,
      printMeter,
    };
    benches.set(id, await createBench(id, deps));
  }
  const refreshAll = (): void => {
    for (const bench of benches.values()) void bench.refresh();
  };
  devices.onScan((bench, scan) => void (benches.get(bench) ?? benches.get(BENCHES[0] ?? ''))?.scan(scan));
  devices.onChange(refreshAll);
  prints.onLine(refreshAll);
  queue.onTouched(refreshAll);
  devices.apply();
  ctx.push.on(({ event }) => {
    if (event === 'settings') devices.apply();
  });
  // Not needed before the first scan: it may read the whole queue.
  const healing = imports
    .heal()
    .catch((error: unknown) => ctx.log(`healing failed: ${error instanceof Error ? error.name : 'unknown'}`));

  return {
    settings,
    people,
    catalogue,
    pictures,
    exchange,
    parcels,
    prints,
    queue,
    waves,
    handover,
    desk,
    imports,
    exports,
    devices,
    benches,
    verdictMeter,
    printMeter,
    async close() {
      await devices.close();
      await prints.dispose();
      await healing;
      await queue.close();
      await Promise.all([...benches.values()].map((bench) => bench.settled()));
    },
  };
}

import { createLabelRenderer } from '../../../electron/station/printing/raster/index.ts';
import { maskReceiver } from '../../../shared/domain/masking/index.ts';
import type { PrinterSettings, Settings } from '../../../shared/contract/index.ts';
import type { LabelData } from '../../../shared/label/index.ts';
import { startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { PrintedLabel, VirtualPrinter } from '../../fakes/printer/index.ts';
import type { StationClient } from './client.ts';
import type { PaperOrder } from './goods.ts';
import { zoneFaults } from './paper.ts';
import type { ZoneFault } from './paper.ts';

export const LANGUAGES = ['tspl', 'zpl', 'escpos'] as const;
export type Language = (typeof LANGUAGES)[number];

export interface Printers extends Record<Language, VirtualPrinter> {
  /** Slips and handover lists. */
  readonly paper: VirtualPrinter;
  close(): Promise<void>;
}

export async function startPrinters(): Promise<Printers> {
  const [tspl, zpl, escpos, paper] = await Promise.all([
    startVirtualPrinter({ language: 'tspl' }),
    startVirtualPrinter({ language: 'zpl' }),
    startVirtualPrinter({ language: 'escpos' }),
    startVirtualPrinter({ language: 'tspl' }),
  ]);
  const all = [tspl, zpl, escpos, paper];
  return {
    tspl,
    zpl,
    escpos,
    paper,
    close: async () => void (await Promise.all(all.map((each) => each.close()))),
  };
}

const settingsOf = (id: string, language: Language, port: number): PrinterSettings => ({
  id,
  name: id,
  language,
  dpi: 203,
  paper: '100x150',
  polarity: 'normal',
  statusQuery: language !== 'zpl',
  transport: { kind: 'tcp', host: '127.0.0.1', port },
});

/** What the wizard leaves behind: printers, gun, language. */
export const siteSettings = (
  printers: Printers,
  gunPath: string | undefined,
  language: 'zh' | 'en',
): Partial<Settings> => ({
  setupDone: true,
  language,
  printers: [
    ...LANGUAGES.map((each) => settingsOf(each, each, printers[each].port)),
    settingsOf('paper', 'tspl', printers.paper.port),
  ],
  labelPrinter: 'tspl',
  paperPrinter: 'paper',
  guns:
    gunPath === undefined
      ? []
      : [{ id: 'gun', path: gunPath, baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, bench: '' }],
  sound: { volume: 0.1 },
});

/** Applies them, with the gun on the station's first bench, and waits until the gun is there. */
export async function applySite(client: StationClient, settings: Partial<Settings>): Promise<void> {
  const { benches } = await client.call('app.hello', {});
  const bench = benches[0] ?? '';
  const guns = (settings.guns ?? []).map((gun) => ({ ...gun, bench }));
  const saved = await client.call('settings.save', { ...settings, guns });
  if (!saved.ok) throw new Error(`settings: ${saved.code}`);
  for (let turn = 0; guns.length > 0; turn++) {
    const view = await client.call('bench.view', { bench });
    if (view.devices.some(({ kind, state }) => kind === 'gun' && state === 'ready')) return;
    if (turn > 200) throw new Error(`the gun never got ready: ${JSON.stringify(view.devices)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const renderer = createLabelRenderer();
const TEMPLATE = 'express-100x150';
/** Only these say when; everything else must be dot for dot what the order says. */
const LOOSE = ['printed'];
const ALWAYS = [
  'carrier',
  'waybill',
  'receiver',
  'sender',
  'order',
  'goods',
  'parcel',
  'printed',
  'print_count',
];

export interface ExpectedLabel {
  readonly order: PaperOrder;
  readonly number: string;
  readonly copy: number;
  readonly settings: Settings;
  readonly station: string;
  readonly carrier: { readonly zh: string; readonly routed: boolean };
  /** After an address change. */
  readonly receiver?: LabelData['receiver'];
}

const addressOf = (party: Record<string, string | undefined>): string => {
  const parts = ['country', 'province', 'city', 'district', 'detail', 'postcode'].map(
    (name) => party[name] ?? '',
  );
  return parts.filter((part, at) => part !== '' && part !== parts[at - 1]).join('');
};
const masked = (party: object | undefined | null): LabelData['receiver'] => {
  const person = (party ?? {}) as Record<string, string | undefined>;
  return maskReceiver({
    name: person['name'] ?? '',
    phone: person['phone'] ?? '',
    address: addressOf(person),
  });
};

/** What is wrong with a label on paper, zone by zone, against what the order and the carrier's file say. */
export function labelFaults(paper: PrintedLabel, expected: ExpectedLabel): ZoneFault[] {
  const { order, settings, carrier, copy } = expected;
  const { routing } = order;
  const { base } = order.draft;
  const cod = base.payment === 'COD' ? (base.codAmount ?? base.total) : undefined;
  const marks = new Set([
    ...(base.flags ?? []).filter((flag) => flag === 'fragile' || flag === 'cold_chain'),
    ...order.lines.flatMap(({ product }) => product.marks),
  ]);
  const data: LabelData = {
    printedAt: Date.now(),
    tzOffsetMinutes: -new Date().getTimezoneOffset(),
    printCount: copy,
    reprint: copy > 1,
    ...(settings.siteName === '' ? {} : { site: settings.siteName }),
    station: expected.station,
    carrierName: carrier.zh,
    carrierCode: order.carrier,
    waybill: expected.number,
    ...(routing
      ? {
          routing: {
            segments: routing.segments,
            ...(routing.hubName === undefined || routing.hubCode === undefined
              ? {}
              : { hub: { name: routing.hubName, code: routing.hubCode } }),
          },
        }
      : {}),
    receiver: expected.receiver ?? masked(order.draft.private.receiver),
    sender: masked(settings.sender),
    orderNos: [order.no],
    goods: order.lines.map(({ product, qty }) => ({
      name: product.name,
      qty,
      ...(product.variant === undefined ? {} : { variant: product.variant }),
    })),
    parcel: { n: 1, m: 1 },
    ...(cod ? { cod: { amount: cod.minor, currency: cod.currency } } : {}),
    marks: [...marks, ...((base.flags ?? []).includes('urgent') ? (['urgent'] as const) : [])],
  };
  const drawn = renderer.render(
    { kind: 'label', template: TEMPLATE, data, routed: carrier.routed },
    { dpi: 203, lang: 'zh' },
  );
  const page = drawn.pages[0];
  if (!page) return [{ zone: drawn.errors.map(({ code }) => code).join(', '), why: 'absent' }];
  const wanted = [
    ...ALWAYS,
    ...(routing ? ['routing', 'hub', 'hub_code'] : []),
    ...(cod ? ['cod'] : []),
    ...(data.marks.length > 0 || cod || copy > 1 ? ['marks'] : []),
  ];
  return zoneFaults(paper.bitmap, page, drawn.zones[0] ?? [], wanted, LOOSE);
}

export const maskedParty = masked;

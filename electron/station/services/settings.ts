import { settings as settingsSchema, type Settings } from '../../../shared/contract/index.ts';
import type { Carrier } from '../../../shared/domain/index.ts';
import type { ConfigDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';

const SETTINGS_ID = 'settings';

const DEFAULTS: Settings = {
  language: 'zh',
  siteName: '',
  sender: null,
  setupDone: false,
  defaultCarrier: 'OWN',
  labelLanguage: 'zh',
  labelPrinter: null,
  paperPrinter: null,
  printers: [],
  guns: [],
  sound: { volume: 0.7 },
  // Returns and carriers' claims are over after three months; accounts are asked for within two years.
  retention: { privateDays: 90, documentDays: 730, recordDays: 365 },
};

/** Carriers that a new station knows; the merchant changes and adds them. */
export const BUILT_IN_CARRIERS: readonly Carrier[] = [
  {
    code: 'SF',
    zh: '顺丰速运',
    en: 'SF Express',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'ZTO',
    zh: '中通快递',
    en: 'ZTO Express',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'YTO',
    zh: '圆通速递',
    en: 'YTO Express',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'STO',
    zh: '申通快递',
    en: 'STO Express',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'YUNDA',
    zh: '韵达快递',
    en: 'Yunda Express',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'JT',
    zh: '极兔速递',
    en: 'J&T Express',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'JD',
    zh: '京东物流',
    en: 'JD Logistics',
    routed: true,
    sources: ['file', 'external'],
    freePool: false,
  },
  {
    code: 'EMS',
    zh: '中国邮政 EMS',
    en: 'China Post EMS',
    routed: false,
    sources: ['file', 'external', 'pool'],
    freePool: true,
  },
  { code: 'DBL', zh: '德邦快递', en: 'Deppon', routed: true, sources: ['file', 'external'], freePool: false },
  { code: 'OWN', zh: '自有配送', en: 'Own delivery', routed: false, sources: ['own'], freePool: false },
  {
    code: 'PICKUP',
    zh: '到店自提',
    en: 'Customer pick-up',
    routed: false,
    sources: ['own'],
    freePool: false,
  },
];

export interface SettingsService {
  get(): Settings;
  save(change: Partial<Settings>): Promise<Settings>;
  carriers(): readonly Carrier[];
  carrier(code: string): Carrier;
  saveCarrier(carrier: Carrier): Promise<void>;
  /** Carriers that came from the hub. */
  pulled(docs: readonly ConfigDoc[]): void;
}

/** Settings and carriers are kept in memory: every scan reads them. The sender is private data and encrypted. */
export async function createSettings(ctx: Context): Promise<SettingsService> {
  const stored = await ctx.db.config.get(SETTINGS_ID);
  const parsed = settingsSchema.safeParse({
    ...DEFAULTS,
    ...stored?.value,
    sender: stored?.private['sender'] ?? null,
  });
  let current: Settings = parsed.success ? parsed.data : DEFAULTS;
  if (!parsed.success)
    ctx.log(`settings were not understood and start anew: ${parsed.error.issues.length} faults`);
  const carriers = new Map(BUILT_IN_CARRIERS.map((carrier) => [carrier.code, carrier]));
  for (const doc of await ctx.db.config.find({ selector: { kind: 'carrier' } })) {
    const carrier = doc.value as unknown as Carrier;
    carriers.set(carrier.code, carrier);
  }

  return {
    get: () => current,
    async save(change) {
      current = { ...current, ...change };
      const { sender, ...value } = current;
      const doc: ConfigDoc = { id: SETTINGS_ID, kind: 'settings', value, private: { sender } };
      await ctx.db.config.put(doc);
      await ctx.db.barrier();
      ctx.push.emit({ event: 'settings', value: current });
      return current;
    },
    carriers: () => [...carriers.values()],
    carrier: (code) =>
      carriers.get(code) ?? {
        code,
        zh: code,
        en: code,
        routed: true,
        sources: ['file', 'external'],
        freePool: false,
      },
    async saveCarrier(carrier) {
      carriers.set(carrier.code, carrier);
      await ctx.db.config.put({
        id: `carrier:${carrier.code}`,
        kind: 'carrier',
        value: { ...carrier },
        private: {},
      });
      await ctx.db.barrier();
    },
    pulled(docs) {
      for (const doc of docs) {
        const carrier = doc.value as unknown as Carrier;
        if (doc.kind === 'carrier') carriers.set(carrier.code, carrier);
      }
    },
  };
}

import { normaliseWord } from './values.ts';

/** A carrier's code with the names that files use for it. */
export interface CarrierNames {
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly aliases?: readonly string[];
}

/** Usual Chinese carriers. A site's own carriers are added by the caller. */
export const KNOWN_CARRIERS: readonly CarrierNames[] = [
  { code: 'SF', zh: '顺丰速运', en: 'SF Express', aliases: ['顺丰', '顺丰快递', '顺丰标快'] },
  { code: 'ZTO', zh: '中通快递', en: 'ZTO Express', aliases: ['中通', '中通速递'] },
  { code: 'YTO', zh: '圆通速递', en: 'YTO Express', aliases: ['圆通', '圆通快递'] },
  { code: 'STO', zh: '申通快递', en: 'STO Express', aliases: ['申通'] },
  { code: 'YUNDA', zh: '韵达快递', en: 'Yunda Express', aliases: ['韵达', '韵达速递', 'YD'] },
  { code: 'JT', zh: '极兔速递', en: 'J&T Express', aliases: ['极兔', '极兔快递', 'JTSD'] },
  { code: 'JD', zh: '京东物流', en: 'JD Logistics', aliases: ['京东', '京东快递', '京东配送'] },
  { code: 'DEPPON', zh: '德邦快递', en: 'Deppon', aliases: ['德邦', '德邦物流', 'DBL'] },
  { code: 'EMS', zh: 'EMS', en: 'EMS', aliases: ['邮政EMS', '中国邮政速递', 'EMS经济快递'] },
  { code: 'POST', zh: '邮政快递包裹', en: 'China Post', aliases: ['邮政', '中国邮政', 'POSTB'] },
];

/** The carrier's name as files for shops have it; its code where it has none. The caller's own carriers win. */
export const carrierName = (code: string, language: 'zh' | 'en', own: readonly CarrierNames[] = []): string =>
  [...own, ...KNOWN_CARRIERS].find((carrier) => carrier.code === code)?.[language] ?? code;

/**
 * Code of the carrier that a file's text names. The caller's own carriers win over the usual ones.
 * @returns undefined where nobody knows the name.
 */
export function createCarrierLookup(own: readonly CarrierNames[] = []): (text: string) => string | undefined {
  const index = new Map<string, string>();
  for (const carrier of [...KNOWN_CARRIERS, ...own]) {
    for (const name of [carrier.code, carrier.zh, carrier.en, ...(carrier.aliases ?? [])]) {
      index.set(normaliseWord(name), carrier.code);
    }
  }
  return (text) => index.get(normaliseWord(text));
}

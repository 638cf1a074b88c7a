import { minutesOf } from './choose.ts';
import { ELSEWHERE } from './price.ts';
import { PROVINCES } from './provinces.ts';
import type { Agreement } from './types.ts';

export interface AgreementFault {
  readonly code:
    | 'no_zones'
    | 'zone_without_provinces'
    | 'province_unknown'
    | 'province_twice'
    | 'grams_invalid'
    | 'price_invalid'
    | 'cut_off_invalid'
    | 'valid_never';
  /** Zone or province. */
  readonly at?: string;
}

const isWhole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;

/** Why an agreement could never be used as it stands, or would give two prices; empty where it is sound. */
export function agreementFaults(agreement: Agreement): readonly AgreementFault[] {
  const faults: AgreementFault[] = [];
  if (agreement.zones.length === 0) faults.push({ code: 'no_zones' });
  const seen = new Set<string>();
  for (const zone of agreement.zones) {
    if (zone.provinces.length === 0) faults.push({ code: 'zone_without_provinces', at: zone.name });
    for (const province of zone.provinces) {
      if (province !== ELSEWHERE && !(PROVINCES as readonly string[]).includes(province))
        faults.push({ code: 'province_unknown', at: province });
      if (seen.has(province)) faults.push({ code: 'province_twice', at: province });
      seen.add(province);
    }
    if (!isWhole(zone.firstGrams, 1) || !isWhole(zone.stepGrams, 1))
      faults.push({ code: 'grams_invalid', at: zone.name });
    if (!isWhole(zone.firstMinor, 0) || !isWhole(zone.stepMinor, 0))
      faults.push({ code: 'price_invalid', at: zone.name });
  }
  if (agreement.cutOff !== undefined && Number.isNaN(minutesOf(agreement.cutOff)))
    faults.push({ code: 'cut_off_invalid' });
  if ((agreement.validFrom ?? '') > (agreement.validUntil ?? '9999')) faults.push({ code: 'valid_never' });
  return faults;
}

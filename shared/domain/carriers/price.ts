import type { Agreement, Price, PriceZone, ToSend } from './types.ts';

/** Everywhere that no other zone of the table names. */
export const ELSEWHERE = '*';

/** Zone of a destination; one that names the province goes before `*`. */
export function zoneOf(agreement: Agreement, province: string | undefined): PriceZone | undefined {
  const named =
    province === undefined ? undefined : agreement.zones.find((zone) => zone.provinces.includes(province));
  return named ?? agreement.zones.find((zone) => zone.provinces.includes(ELSEWHERE));
}

/** Grams that the volume counts for (体积重); 0 where the agreement asks for none or the size is not known. */
export function volumeGrams(agreement: Agreement, size: ToSend['size']): number {
  if (agreement.divisor === undefined || size === undefined) return 0;
  const cm3 = (size.length * size.width * size.height) / 1000;
  return Math.ceil((cm3 / agreement.divisor) * 1000);
}

/**
 * Price by first weight and started steps, with the fee of a COD. A parcel of unknown weight costs the first weight, which is
 * the least that it can be.
 */
export function priceOf(
  agreement: Agreement,
  zone: PriceZone,
  parcel: Pick<ToSend, 'grams' | 'size' | 'cod'>,
): Price {
  const chargedGrams = Math.max(parcel.grams ?? 0, volumeGrams(agreement, parcel.size));
  const over = Math.max(0, chargedGrams - zone.firstGrams);
  const steps = Math.ceil(over / zone.stepGrams);
  const fee =
    agreement.codPermille === undefined || parcel.cod === undefined
      ? 0
      : Math.ceil((parcel.cod.minor * agreement.codPermille) / 1000);
  return {
    cost: { minor: zone.firstMinor + steps * zone.stepMinor + fee, currency: agreement.currency },
    chargedGrams,
    zone: zone.name,
    ...(zone.days === undefined ? {} : { days: zone.days }),
  };
}

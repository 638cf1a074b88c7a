import { priceOf, zoneOf } from './price.ts';
import type {
  Agreement,
  CarrierChoice,
  CarrierPreference,
  ChoiceReason,
  LocalNow,
  Price,
  Rejection,
  RejectionCode,
  ToSend,
} from './types.ts';

/** `HH:MM` in minutes since midnight; NaN where it is none. */
export function minutesOf(time: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? Number.NaN : Number(hours) * 60 + Number(minutes);
}

const MINUTES_OF_DAY = 24 * 60;

/**
 * Will it still go before its time? After the day's last pickup it goes with that of the next day. Urgent parcels without a
 * time of their own are to go today.
 */
function missesPickup({ cutOff }: Agreement, parcel: ToSend, now: LocalNow): boolean {
  if (cutOff === undefined) return false;
  const at = minutesOf(cutOff);
  if (Number.isNaN(at)) return false;
  const wait = now.minutes <= at ? at - now.minutes : MINUTES_OF_DAY - now.minutes + at;
  if (parcel.dueInMinutes !== undefined && parcel.dueInMinutes > 0) return wait > parcel.dueInMinutes;
  return parcel.urgent && now.minutes > at;
}

function misfit(agreement: Agreement, parcel: ToSend, now: LocalNow): RejectionCode | undefined {
  const { size, grams } = parcel;
  if (!agreement.active) return 'inactive';
  if ((agreement.validFrom ?? '') > now.day || (agreement.validUntil ?? '9999') < now.day)
    return 'not_valid_today';
  if (parcel.named !== undefined && parcel.named !== agreement.carrier) return 'other_carrier_named';
  if (parcel.marks.includes('cold_chain') && agreement.service !== 'cold_chain') return 'cold_chain';
  if (parcel.marks.includes('fragile') && !agreement.fragile) return 'fragile';
  if (parcel.cod !== undefined && !agreement.cod) return 'cod';
  if (zoneOf(agreement, parcel.province) === undefined)
    return parcel.province === undefined ? 'destination_unknown' : 'destination';
  if (grams !== undefined && agreement.maxGrams !== undefined && grams > agreement.maxGrams) return 'weight';
  if (size !== undefined) {
    const longest = Math.max(size.length, size.width, size.height);
    const sum = size.length + size.width + size.height;
    if (longest > (agreement.maxLengthMm ?? Infinity) || sum > (agreement.maxSumMm ?? Infinity))
      return 'size';
  }
  return missesPickup(agreement, parcel, now) ? 'cut_off' : undefined;
}

interface Candidate {
  readonly agreement: Agreement;
  readonly price: Price;
}

/** Cold chain costs more and is needed by nothing else; it comes last among equals. */
const plain = ({ agreement }: Candidate): number => (agreement.service === 'cold_chain' ? 1 : 0);
const days = ({ price }: Candidate): number => price.days ?? Number.MAX_SAFE_INTEGER;
const minor = ({ price }: Candidate): number => price.cost.minor;

const ORDERS: Readonly<Record<CarrierPreference, readonly ((one: Candidate) => number)[]>> = {
  cheapest: [minor, days, plain],
  fastest: [days, minor, plain],
};

const byPreference =
  (preference: CarrierPreference) =>
  (a: Candidate, b: Candidate): number => {
    for (const figure of ORDERS[preference]) {
      const difference = figure(a) - figure(b);
      if (difference !== 0) return difference;
    }
    // The same everywhere, whatever order the agreements came in.
    return a.agreement.id < b.agreement.id ? -1 : 1;
  };

/**
 * By which carrier and service a parcel goes, and why not by the others (CAR-01). The carrier that the order names stands
 * (CAR-02); cold chain, fragile goods and COD limit the services (CAR-05); of those that can take it the site's preference
 * decides, for urgent ones the time. Where the last pickups of today are all over, that alone hinders nobody.
 * @param usual carrier of an order that names none, where no agreement fits
 */
export function chooseCarrier(
  parcel: ToSend,
  agreements: readonly Agreement[],
  rules: { readonly prefer: CarrierPreference; readonly usual: string },
  now: LocalNow,
): CarrierChoice {
  const fitting: Candidate[] = [];
  const late: Candidate[] = [];
  const rejected: Rejection[] = [];
  for (const agreement of agreements) {
    const code = misfit(agreement, parcel, now);
    const zone = zoneOf(agreement, parcel.province);
    if (zone !== undefined && (code === undefined || code === 'cut_off'))
      (code === undefined ? fitting : late).push({ agreement, price: priceOf(agreement, zone, parcel) });
    if (code !== undefined) rejected.push({ agreement: agreement.id, carrier: agreement.carrier, code });
  }
  const preference: CarrierPreference = parcel.urgent ? 'fastest' : rules.prefer;
  const able = (fitting.length > 0 ? fitting : late).toSorted(byPreference(preference));
  const [best, ...others] = able;
  if (best === undefined)
    return {
      carrier: parcel.named ?? rules.usual,
      reason: parcel.named === undefined ? 'none_fits' : 'named_unfit',
      fits: false,
      rejected,
    };
  const reason: ChoiceReason =
    parcel.named !== undefined ? 'named' : others.length === 0 ? 'only' : preference;
  const chosenIds = new Set(able.map(({ agreement }) => agreement.id));
  return {
    carrier: best.agreement.carrier,
    reason,
    fits: true,
    agreement: best.agreement.id,
    service: best.agreement.service,
    price: best.price,
    rejected: [
      ...others.map(({ agreement, price }) => ({
        agreement: agreement.id,
        carrier: agreement.carrier,
        code: preference === 'cheapest' ? ('dearer' as const) : ('slower' as const),
        cost: price.cost,
      })),
      ...rejected.filter((each) => !chosenIds.has(each.agreement)),
    ],
  };
}

/**
 * What a parcel that has left costs: by the agreement that it was sent by, else by the carrier's best fitting one.
 * @returns undefined where nothing was agreed for it
 */
export function freightOf(
  parcel: ToSend & { readonly carrier: string },
  agreements: readonly Agreement[],
  sentBy: string | undefined,
  now: LocalNow,
): { readonly agreement: string; readonly price: Price } | undefined {
  const own = agreements.filter(({ carrier }) => carrier === parcel.carrier);
  const given = own.find(({ id }) => id === sentBy);
  const zone = given && zoneOf(given, parcel.province);
  if (given && zone) return { agreement: given.id, price: priceOf(given, zone, parcel) };
  const { dueInMinutes: _, ...sent } = parcel;
  void _;
  const choice = chooseCarrier(
    { ...sent, named: parcel.carrier, urgent: false },
    own,
    { prefer: 'cheapest', usual: parcel.carrier },
    now,
  );
  return choice.agreement === undefined || choice.price === undefined
    ? undefined
    : { agreement: choice.agreement, price: choice.price };
}

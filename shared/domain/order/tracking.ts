import { hlcMs } from '../../base/index.ts';
import type { EpochMs } from '../../base/index.ts';
import { latestReport, reportOf, reportsOf, type LogisticsReport } from './fold-logistics.ts';
import type { LogisticsStatus, OrderEvent, OrderState } from './types.ts';

/** What went wrong with a parcel on its way (TRK-03); the first that fits is told. */
export const TRACKING_ANOMALIES = [
  'lost',
  'damaged',
  'refused',
  'returned',
  'bad_address',
  'delivery_failed',
  'problem',
  'late',
  'no_movement',
  'no_pickup',
] as const;
export type TrackingAnomaly = (typeof TRACKING_ANOMALIES)[number];

/** A parcel after its handover. */
export interface ParcelTrack {
  readonly shipment: string;
  readonly carrier: string;
  readonly number: string;
  readonly shippedAt: EpochMs;
  readonly status: LogisticsStatus;
  /** By their own time, oldest first. */
  readonly reports: readonly LogisticsReport[];
  /** Time of the latest report. */
  readonly lastAt?: EpochMs;
  /** When it was signed for. */
  readonly receivedAt?: EpochMs;
}

/** The parcels of a shipped order with what their carriers say of them. */
export function parcelTracks(
  state: Pick<OrderState, 'parcels'>,
  events: readonly OrderEvent[],
): ParcelTrack[] {
  const reports = events.flatMap((event) => (event.type === 'logistics' ? [reportOf(event)] : []));
  const delivered = events.find((event) => event.type === 'delivered');
  const byNumber = reportsOf(reports, state.parcels);
  return state.parcels.map((parcel, at): ParcelTrack => {
    const own = byNumber[at]?.reports ?? [];
    const latest = latestReport(own);
    const sorted = [...own].sort((a, b) => a.time - b.time);
    const signed = own.find((report) => report.status === 'SIGNED')?.time;
    const received = signed ?? (delivered && (delivered.data.time ?? hlcMs(delivered.at)));
    const last = sorted.at(-1)?.time;
    return {
      shipment: parcel.shipment,
      carrier: parcel.carrier,
      number: parcel.number,
      shippedAt: parcel.at,
      status: latest?.status ?? (delivered ? 'SIGNED' : 'NONE'),
      reports: sorted,
      ...(last === undefined ? {} : { lastAt: last }),
      ...(received === undefined ? {} : { receivedAt: received }),
    };
  });
}

/** Limits in ms; 0: that rule does not look. */
export interface AnomalyLimits {
  readonly idleMs: number;
  readonly pickupMs: number;
  readonly lateMs: number;
}

const BY_STATUS: Partial<Record<LogisticsStatus, TrackingAnomaly>> = {
  REFUSED: 'refused',
  RETURNING: 'returned',
  RETURN_SIGNED: 'returned',
};
const BY_CAUSE = {
  lost: 'lost',
  damaged: 'damaged',
  bad_address: 'bad_address',
  delivery_failed: 'delivery_failed',
  delayed: 'late',
} as const;

/**
 * What a person must look into; undefined where nothing is wrong. A parcel that was signed for is fine, whatever happened before.
 * @param options.now a clock that was set back makes nothing late
 * @param options.tracked reports of this carrier reach the site at all: else silence says nothing
 * @param options.expectedAt see `expectedArrival`
 */
export function anomalyOf(
  track: ParcelTrack,
  limits: AnomalyLimits,
  options: { readonly now: EpochMs; readonly tracked: boolean; readonly expectedAt?: EpochMs },
): TrackingAnomaly | undefined {
  const { now, tracked, expectedAt } = options;
  if (track.status === 'SIGNED') return undefined;
  const told = BY_STATUS[track.status];
  if (told !== undefined) return told;
  if (track.status === 'PROBLEM') {
    const cause = track.reports.findLast((report) => report.status === 'PROBLEM')?.cause;
    return cause === undefined ? 'problem' : BY_CAUSE[cause];
  }
  if (!tracked) return undefined;
  const over = (since: EpochMs, limit: number): boolean => limit > 0 && now - since > limit;
  if (track.lastAt === undefined) return over(track.shippedAt, limits.pickupMs) ? 'no_pickup' : undefined;
  if (over(Math.max(track.lastAt, track.shippedAt), limits.idleMs)) return 'no_movement';
  return expectedAt !== undefined && over(expectedAt, limits.lateMs) ? 'late' : undefined;
}

const DAY_MS = 86_400_000;

/**
 * Days on the way by the site's rule: entries `carrier,province,days`, `*` for any. One that names both counts before one that
 * names the carrier, that before one that names the province.
 * @returns undefined where no entry fits
 */
export function transitDays(
  entries: readonly string[],
  carrier: string,
  province: string | undefined,
): number | undefined {
  let best: { readonly days: number; readonly rank: number } | undefined;
  for (const entry of entries) {
    const [of = '', to = '', count = ''] = entry
      .normalize('NFKC')
      .split(/[,;，；]/)
      .map((part) => part.trim());
    const days = Number(count);
    if (count === '' || !Number.isFinite(days) || days < 0 || days > 365) continue;
    const anyCarrier = of === '*' || of === '';
    const anyPlace = to === '*' || to === '';
    if (!anyCarrier && of.toUpperCase() !== carrier.toUpperCase()) continue;
    if (!anyPlace && (province === undefined || !province.startsWith(to.replace(/[省市]$/, '')))) continue;
    const rank = (anyCarrier ? 0 : 2) + (anyPlace ? 0 : 1);
    if (best === undefined || rank > best.rank) best = { days, rank };
  }
  return best?.days;
}

/** NTF-02: when a parcel should arrive. @returns undefined where no rule says so */
export function expectedArrival(
  entries: readonly string[],
  parcel: { readonly carrier: string; readonly shippedAt: EpochMs },
  province: string | undefined,
): EpochMs | undefined {
  const days = transitDays(entries, parcel.carrier, province);
  return days === undefined ? undefined : parcel.shippedAt + Math.round(days * DAY_MS);
}

import { hlcMs } from '../../base/index.ts';
import type { EpochMs } from '../../base/index.ts';
import type { LogisticsCause, LogisticsStatus, OrderEvent, OrderState } from './types.ts';

/** One report of a carrier, as the fold keeps it. */
export interface LogisticsReport {
  readonly event: string;
  readonly status: LogisticsStatus;
  /** When it was so, by whoever reports it. */
  readonly time: EpochMs;
  /** Parcel; '' = the whole order. */
  readonly number: string;
  readonly cause?: LogisticsCause;
}

/** What a report of the way there never overwrites, whichever of them comes first. */
const ENDS: readonly LogisticsStatus[] = ['SIGNED', 'RETURN_SIGNED'];
const ON_THE_WAY: readonly LogisticsStatus[] = ['PICKED_UP', 'IN_TRANSIT', 'OUT_FOR_DELIVERY', 'CUSTOMS'];
/** Of several parcels the one that needs somebody tells the state of the order. */
const TROUBLE: readonly LogisticsStatus[] = ['REFUSED', 'RETURN_SIGNED', 'RETURNING', 'PROBLEM'];

export function reportOf(event: Extract<OrderEvent, { type: 'logistics' }>): LogisticsReport {
  const { status, time, number, cause } = event.data;
  return {
    event: event.id,
    status,
    time: time ?? hlcMs(event.at),
    number: number ?? '',
    ...(cause === undefined ? {} : { cause }),
  };
}

/**
 * The report that counts of one parcel. Reports come late and in any order: the latest by its own time counts, but one of the
 * way there never undoes a signature.
 */
export function latestReport(reports: readonly LogisticsReport[]): LogisticsReport | undefined {
  let known: LogisticsReport | undefined;
  for (const report of reports) {
    if (known === undefined) known = report;
    else if (ENDS.includes(known.status) && ON_THE_WAY.includes(report.status)) continue;
    else if (ON_THE_WAY.includes(known.status) && ENDS.includes(report.status)) known = report;
    else if (report.time >= known.time) known = report;
  }
  return known;
}

/** Reports of each parcel. An order with one parcel has all of them, whatever number they name. */
export function reportsOf(
  reports: readonly LogisticsReport[],
  parcels: OrderState['parcels'],
): readonly { readonly number: string; readonly reports: readonly LogisticsReport[] }[] {
  const [only] = parcels;
  if (parcels.length <= 1) return [{ number: only?.number ?? '', reports }];
  return parcels.map(({ number }) => ({
    number,
    reports: reports.filter((report) => report.number === number || report.number === ''),
  }));
}

/** State of the whole order: signed when every parcel is; else what is in trouble, else what is furthest. */
export function logisticsOf(
  reports: readonly LogisticsReport[],
  parcels: OrderState['parcels'],
): LogisticsStatus {
  if (reports.length === 0) return 'NONE';
  if (parcels.length <= 1) return latestReport(reports)?.status ?? 'NONE';
  const each = reportsOf(reports, parcels).map(
    (parcel): LogisticsStatus => latestReport(parcel.reports)?.status ?? 'NONE',
  );
  const open: readonly LogisticsStatus[] = each.filter((status) => status !== 'SIGNED');
  if (open.length === 0) return 'SIGNED';
  const trouble = TROUBLE.find((status) => open.includes(status));
  if (trouble !== undefined) return trouble;
  const moving = [...ON_THE_WAY].reverse().find((status) => open.includes(status));
  return (
    moving ?? open.find((status) => status !== 'NONE') ?? (open.length < each.length ? 'IN_TRANSIT' : 'NONE')
  );
}

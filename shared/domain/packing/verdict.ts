/**
 * Verdicts: what the bench answers to a scan. Every stop kind has its own sound, colour, shape and place.
 * Plain data; words are in the renderer.
 */
export const STOP_KINDS = [
  'wrong_item', // a known product that is not in this order
  'surplus', // in the order, but all its units are already checked
  'expired', // the unit's date is over
  'serial_used', // this serial number is in a parcel already
  'trace_missing', // the product wants serial, lot or date, and the code holds none; data.want
  'unknown_code', // nothing here knows the code
  'unreadable', // torn, too long, wrong encoding, control characters
  'wrong_label', // the scanned label is not this parcel's
  'label_not_scanned', // next order scanned before the stuck label was scanned back
  'printer_not_ready', // the bytes did not leave, or the printer says so
  'print_unknown', // did the label come out? asked, never guessed
  'missing_routing', // 缺三段码
  'no_waybill', // no number for this parcel
  'receiver_masked', // masked receiver: only a label printed elsewhere
  'blocked', // unpaid, hold, cancel requested, address changed
  'not_packable', // the order is here, but not released; data.reason
  'not_here', // order or waybill not on this station
  'busy_elsewhere', // being packed at another bench
  'already_done', // packed, handed over or voided
  'not_allowed', // command refused here; data.reason
  'number_used', // this waybill number belongs to another parcel or is void
  'foreign_parcel', // handover: not in this pickup
  'too_heavy', // weighed: more than these goods and their packaging
  'too_light', // weighed: less than these goods
  'weight_missing', // the label was scanned, and the parcel must be weighed first
  'storage_failed', // the disk refused; nothing is acknowledged
] as const;
export type StopKind = (typeof STOP_KINDS)[number];

export const GOOD_VERDICTS = [
  'opened', // an order, shipment or label opened a session
  'unit_ok', // right unit
  'order_complete', // last unit: the label prints
  'label_sent', // the bytes are at the printer
  'label_bound', // a label printed elsewhere belongs to this parcel now
  'weighed', // the scale stood still: the weight is the parcel's
  'closed', // the stuck label was scanned: parcel closed
  'undone',
  'held',
  'put_back', // session aborted, order back in the queue
  'acknowledged', // a stop was acknowledged
  'wave_printed',
  'operator', // somebody signed in by badge
  'handover_started',
  'handed_over', // one parcel scanned on the manifest
  'already_on_list', // scanned twice at handover: harmless
  'handover_finished',
  'info',
] as const;
export type GoodVerdict = (typeof GOOD_VERDICTS)[number];

export type VerdictKind = StopKind | GoodVerdict;
export const isStopKind = (kind: VerdictKind): kind is StopKind =>
  (STOP_KINDS as readonly string[]).includes(kind);

/**
 * Shapes of waybill numbers, as data: a site may keep its own list. The shapes overlap (a 13-digit number may
 * be an EAN-13, an old Yunda number or a domestic EMS one) and carriers change them without notice. They are
 * therefore only good for a warning; the carrier is never derived from the number alone.
 *
 * Sources: Taobao `taobao.logistics.companies.get`, field reg_mail_no, as copied in public projects; carriers'
 * own labels; jkeen/tracking_number_data for the international ones. State of 2026.
 */
export interface WaybillPattern {
  /** Our code of the carrier. */
  readonly carrier: string;
  /** Regular expressions over the normalised number, anchored, upper case, of the form checked below. */
  readonly current: readonly string[];
  readonly older: readonly string[];
  readonly check?: WaybillCheck;
}

export type WaybillCheck = 's10' | 'ups' | 'fedex' | 'usps' | 'dhl';

export const WAYBILL_PATTERNS: readonly WaybillPattern[] = [
  { carrier: 'SF', current: ['^SF\\d{13}$'], older: ['^\\d{12}$'] },
  { carrier: 'ZTO', current: ['^7\\d{13}$'], older: ['^\\d{12}$'] },
  {
    carrier: 'YTO',
    current: ['^YT\\d{13}$'],
    older: ['^[A-Z]{2}\\d{8}$', '^[A-Z]{2}\\d{10,13}$', '^[6-9]\\d{17}$', '^Y\\d{12}$'],
  },
  {
    carrier: 'STO',
    current: ['^77\\d{13}$'],
    older: ['^(268|368|468|568|588|668|688|768|773|868|888|968)\\d{9,13}$', '^STO\\d{10}$'],
  },
  { carrier: 'YUNDA', current: ['^\\d{15}$'], older: ['^\\d{13}$'] },
  { carrier: 'JT', current: ['^JT\\d{13}$'], older: ['^JT\\d{12}$'] },
  { carrier: 'JD', current: ['^JD[A-Z0-9]{11,13}$'], older: ['^VA\\d{11}$', '^\\d{11}$'] },
  { carrier: 'DEPPON', current: ['^DP[KL]\\d{12}$'], older: ['^\\d{8,10}$'] },
  {
    carrier: 'EMS',
    current: ['^[A-Z]{2}\\d{9}[A-Z]{2}$', '^(10|11|12|50|51|52|95|96|97|98|99)\\d{11}$'],
    older: [],
    check: 's10',
  },
  { carrier: 'UPS', current: ['^1Z[A-Z0-9]{15}\\d$'], older: [], check: 'ups' },
  {
    carrier: 'FEDEX',
    current: ['^\\d{12}$', '^\\d{15}$', '^\\d{20}$', '^\\d{22}$', '^\\d{34}$'],
    older: [],
    check: 'fedex',
  },
  {
    carrier: 'USPS',
    current: ['^\\d{20}$', '^\\d{22}$', '^\\d{26}$', '^420\\d{27,31}$'],
    older: [],
    check: 'usps',
  },
  {
    carrier: 'DHL',
    current: ['^\\d{10}$', '^JJD[A-Z0-9]{10,30}$', '^JVGL[A-Z0-9]{10,30}$'],
    older: [],
    check: 'dhl',
  },
  { carrier: 'DPD', current: ['^\\d{14}$', '^[0-9A-Z]{28}$'], older: [] },
  { carrier: 'YUNEXPRESS', current: ['^YT\\d{16}$'], older: [] },
];

/** One character or class, or a group of plain alternatives; a bounded count may follow. Nothing nests. */
const SAFE =
  /^\^(?:(?:[A-Z0-9-]|\\d|\[[A-Z0-9-]{1,40}\])(?:\{\d{1,2}(?:,\d{1,2})?\})?|\([A-Z0-9|]{1,200}\)){1,20}\$$/;

/**
 * True where a site's own expression is of the simple kind that cannot take long: anchored, without nesting,
 * without open-ended counts.
 */
export const isSafeWaybillPattern = (source: string): boolean => source.length <= 300 && SAFE.test(source);

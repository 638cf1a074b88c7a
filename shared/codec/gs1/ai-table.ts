/**
 * The GS1 application identifiers (AI) that a packing bench meets.
 * Source: GS1 syntax dictionary, 2026-07; lengths by first two digits: GS1 General Specifications 7.8.
 */
export interface AiSpec {
  /** `n` digits only, `x` the 82 characters of GS1 CSET 82. */
  readonly type: 'n' | 'x';
  readonly min: number;
  readonly max: number;
  /** Pre-defined length: no separator follows. All others run to a GS or to the end. */
  readonly fixed: boolean;
  readonly form?: 'date' | 'gtin' | 'sscc' | 'gln' | 'gsin';
}

const n = (min: number, max = min): AiSpec => ({ type: 'n', min, max, fixed: false });
const x = (max: number): AiSpec => ({ type: 'x', min: 1, max, fixed: false });
const fixed = (length: number, form?: AiSpec['form']): AiSpec =>
  form
    ? { type: 'n', min: length, max: length, fixed: true, form }
    : { type: 'n', min: length, max: length, fixed: true };
const date = fixed(6, 'date');

const SPECS: ReadonlyMap<string, AiSpec> = new Map<string, AiSpec>([
  ['00', fixed(18, 'sscc')],
  ['01', fixed(14, 'gtin')],
  ['02', fixed(14, 'gtin')],
  ['10', x(20)],
  ['11', date],
  ['12', date],
  ['13', date],
  ['15', date],
  ['16', date],
  ['17', date],
  ['20', fixed(2)],
  ['21', x(20)],
  ['22', x(20)],
  ['235', x(28)],
  ['240', x(30)],
  ['241', x(30)],
  ['250', x(30)],
  ['253', x(30)],
  ['254', x(20)],
  ['255', n(13, 25)],
  ['30', n(1, 8)],
  ['37', n(1, 8)],
  ['400', x(30)],
  ['401', x(30)],
  ['402', { ...n(17), form: 'gsin' }],
  ['403', x(30)],
  ['420', x(20)],
  ['421', x(12)],
  ['4300', x(35)],
  ['4301', x(35)],
  ['4302', x(70)],
  ['4303', x(70)],
  ['4304', x(70)],
  ['4305', x(70)],
  ['4306', x(70)],
  ['4307', x(2)],
  ['4308', x(30)],
  ['4309', n(20)],
  ['4310', x(35)],
  ['4311', x(35)],
  ['4312', x(70)],
  ['4313', x(70)],
  ['4314', x(70)],
  ['4315', x(70)],
  ['4316', x(70)],
  ['4317', x(2)],
  ['4318', x(20)],
  ['4319', x(30)],
  ['4320', x(35)],
  ['4321', n(1)],
  ['4322', n(1)],
  ['4323', n(1)],
  ['4324', n(10)],
  ['4325', n(10)],
  ['4326', n(6)],
  ['4330', x(7)],
  ['4331', x(7)],
  ['4332', x(7)],
  ['4333', x(7)],
  ['7003', n(10)],
  ['8003', x(30)],
  ['8004', x(30)],
  ['8006', n(18)],
  ['8026', n(18)],
  ['90', x(30)],
  ...Array.from({ length: 9 }, (_, i): [string, AiSpec] => [String(91 + i), x(90)]),
]);

/** 31nx–36nx: measures of six digits, the AI's last digit says how many of them are decimals (0 to 5). */
const MEASURE = /^3[1-6]\d[0-5]$/;
const GLN = /^41[0-7]$/;

/** @returns the rule of an AI, or undefined where the bench does not know it. */
export function aiSpec(ai: string): AiSpec | undefined {
  if (MEASURE.test(ai)) return fixed(6);
  if (GLN.test(ai)) return fixed(13, 'gln');
  return SPECS.get(ai);
}

/** How many digits an AI has, by its first two digits; undefined where GS1 has given none out. */
export function aiLength(firstTwo: string): 2 | 3 | 4 | undefined {
  if (!/^\d\d$/.test(firstTwo)) return undefined;
  const prefix = Number(firstTwo);
  if (prefix <= 3 || (prefix >= 10 && prefix <= 22) || prefix === 30 || prefix === 37 || prefix >= 90)
    return 2;
  if (prefix >= 23 && prefix <= 25) return 3;
  if (prefix >= 40 && prefix <= 42) return 3;
  if (prefix === 71) return 3;
  if ((prefix >= 31 && prefix <= 36) || prefix === 39 || prefix === 43) return 4;
  if (prefix === 70 || prefix === 72 || (prefix >= 80 && prefix <= 82)) return 4;
  return undefined;
}

/** Digital Link: primary keys and, in their order, the qualifiers that may follow (GS1 Digital Link 1.3, 4.9). */
export const PRIMARY_KEYS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ['00', []],
  ['01', ['22', '10', '21', '235']],
  ['253', []],
  ['255', []],
  ['401', []],
  ['402', []],
  ['414', ['254', '7040']],
  ['417', ['7040']],
  ['8003', []],
  ['8004', ['7040']],
  ['8006', ['22', '10', '21']],
]);

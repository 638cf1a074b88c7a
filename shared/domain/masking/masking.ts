/**
 * Masking of personal data on screen, labels and exports.
 *
 * Rule (GB/T 41833-2022, 快递电子运单): of a name at least 1 character, of a phone number at least 6 digits,
 * of an address the unit, household and room number (单元户室号) are hidden, for sender and receiver.
 * The common `138****5678` hides only 4 digits and does not meet it.
 *
 * Every function is idempotent and works on any text; what it cannot understand it hides.
 */

export interface Person {
  readonly name: string;
  readonly phone: string;
  readonly address: string;
}

export interface MaskOptions {
  /** The phone number is a platform's virtual number (隐私号) that already protects the person: kept in full. */
  readonly virtualPhone?: boolean;
}

/** Hidden characters are shown as at most this many stars, so that a hostile text cannot grow a label. */
const MAX_STARS = 20;
const ADDRESS_STARS = '****';

/** Surnames of two characters. Source: 百家姓 and the list of compound surnames still in use. */
const COMPOUND_SURNAMES = new Set(
  (
    '欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 ' +
    '太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 ' +
    '漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 ' +
    '公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 仲长 子书 子桑 即墨 达奚 ' +
    '褚师 吴铭 纳兰 归海 歐陽 東方 諸葛 尉遲 赫連 慕容 鍾離 長孫 鮮于 令狐'
  ).split(' '),
);

/** Country calling codes of one and two digits (ITU-T E.164); all others have three. */
const SHORT_COUNTRY_CODES = new Set(
  (
    '1 7 20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 ' +
    '81 82 84 86 90 91 92 93 94 95 98'
  ).split(' '),
);

const HAN = /^\p{Script=Han}$/u;

/** Compatibility forms folded, control and zero-width characters out: nothing can hide between the digits. */
function clean(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[\p{Cf}\p{Cs}\p{Co}\p{Cn}\uFE00-\uFE0F]/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
}

const stars = (count: number): string => '*'.repeat(Math.min(MAX_STARS, Math.max(1, count)));

/** Did the text arrive masked? Then it can be neither sent to a carrier nor printed as an address. */
export function looksMasked(text: string): boolean {
  return /[*＊﹡✱]/u.test(text);
}

/**
 * 张三 → 张*, 欧阳修 → 欧阳*, John Smith → J*** S****. At least one character is hidden; a text that consists
 * of one character keeps it and gets a star.
 */
export function maskName(name: string): string {
  const text = clean(name);
  const chars = [...text];
  const first = chars[0];
  if (first === undefined) return '';
  if (HAN.test(first)) {
    const compound = chars.length > 2 && COMPOUND_SURNAMES.has(first + (chars[1] ?? ''));
    const kept = compound ? 2 : 1;
    return chars.slice(0, kept).join('') + stars(chars.length - kept);
  }
  return text.split(' ').slice(0, 4).map(maskWord).join(' ');
}

function maskWord(word: string): string {
  const chars = [...word];
  return (chars[0] ?? '') + stars(chars.length - 1);
}

/** Hides at least 6 of the digits (stars count as digits that are hidden already) and keeps at most two at the end. */
function maskDigits(digits: string): string {
  const tail = Math.min(2, Math.max(0, digits.length - 6));
  const hidden = stars(Math.max(6, digits.length - tail));
  return tail === 0 ? hidden : hidden + digits.slice(-tail);
}

const digitsOf = (text: string): string => text.replace(/[^0-9*]/g, '');
const isMobile = (digits: string): boolean => digits.length === 11 && digits.startsWith('1');
const maskMobile = (digits: string): string => `${digits.slice(0, 3)}******${digits.slice(-2)}`;

/**
 * 13812345678 → 138******78, 0571-88881234 → 0571-******34, 18412345678转4321 → 184******78转4321,
 * +44 7911 123456 → +44 ********56. Whatever the form, at least six digits are hidden.
 */
export function maskPhone(phone: string, options: MaskOptions = {}): string {
  const text = clean(phone);
  if (text === '') return '';
  if (options.virtualPhone === true) return text;
  const china = /^(?:\+|00)?86[\s-]*(?=1[\d*\s-]{10,})/.exec(text);
  if (china) return maskPhone(text.slice(china[0].length));
  const international = /^(?:\+|00(?=[1-9]))\s*(.*)$/.exec(text);
  if (international) return maskInternational(international[1] ?? '');
  const digits = digitsOf(text);
  if (isMobile(digits)) return maskMobile(digits);
  const extended = /^(.*?)\s*(-|转接?|轉|ext\.?|x|,)\s*(\d{1,6})$/i.exec(text);
  if (extended) {
    const base = digitsOf(extended[1] ?? '');
    if (isMobile(base)) return `${maskMobile(base)}${extended[2] === '-' ? '-' : '转'}${extended[3] ?? ''}`;
  }
  const landline = /^0(?:10|2\d|[3-9]\d{2})/.exec(digits.startsWith('01') ? `0${digits.slice(1)}` : digits);
  if (landline && digits.length >= 10 && digits.length <= 16) {
    const area = landline[0];
    return `${area}-${maskDigits(digits.slice(area.length))}`;
  }
  return maskDigits(digits);
}

function maskInternational(rest: string): string {
  const digits = digitsOf(rest);
  const separated = /^\(?([1-9]\d{0,2})\)?[\s-]/.exec(rest)?.[1];
  const code =
    separated ??
    [1, 2].map((length) => digits.slice(0, length)).find((candidate) => SHORT_COUNTRY_CODES.has(candidate)) ??
    digits.slice(0, 3);
  if (digits.length <= code.length || code.includes('*')) return maskDigits(digits);
  return `+${code} ${maskDigits(digits.slice(code.length))}`;
}

const NUMBER = '[0-9A-Za-z零〇一二两三四五六七八九十百甲乙丙丁东西南北東]';
/** 2单元, 1502室, 12号房, 三层: a number and what it counts. (房山区 or 户部街 are no room numbers.) */
const HAN_UNIT = new RegExp(
  `(?:${NUMBER}[\\-－—~、 ]?){0,30}${NUMBER}号?\\s?(?:单元|單元|户|戶|室|楼层|层|層|房|铺|舍)`,
  'u',
);
const LATIN_UNIT =
  /(?:\b(?:apartment|apt|unit|suite|ste|room|rm|flat|floor|fl)\b\.?\s*#?\s*(?:\d[\w-]*|[A-Za-z]\b)|\b\d+(?:st|nd|rd|th)\s+(?:floor|fl)\b|#\s*[\w-]*\d[\w-]*)/i;
/** 3幢1502: the number after a building, unless it counts a further building. */
const BARE_ROOM = /(?<=[幢栋棟座楼])[\s\-－—#]*\d[0-9A-Za-z\-－—]*(?![0-9A-Za-z\-－—号幢栋棟座楼弄])/u;
/** 3-2-1502 (but not the house numbers 100-102号). */
const DASHED = /\d+(?:[-－—]\d+)+(?![0-9\-－—号])/u;
/** A phone number that somebody wrote into the address. */
const LONG_NUMBER = /\d{7,}/u;
const UNITS = [HAN_UNIT, LATIN_UNIT, BARE_ROOM, DASHED, LONG_NUMBER];
/** The last number of the address with what follows it: the house, building or room. */
const LAST_NUMBER = /[0-9A-Za-z]*\d[0-9A-Za-z]*(?:[-－—/]\d+)*[^0-9]*$/u;

/**
 * Cuts the address before the first unit, floor or room number: 文一西路969号3幢2单元1502室 → 文一西路969号3幢****.
 * Without one, the last number with all that follows it is hidden (文一西路969号 → 文一西路****); without any number
 * the last quarter of the text, at most 4 characters. An English unit that leads (`Flat 5, 12 High Street`) is
 * replaced, since a cut would leave nothing.
 */
export function maskAddress(address: string): string {
  let text = clean(address);
  // A cut can bring a unit to light that was none before (`1 Unit Apt 5`): on until nothing changes.
  for (let last = ''; text !== last;) {
    last = text;
    text = maskAddressOnce(text);
  }
  return text;
}

function maskAddressOnce(address: string): string {
  let text = address;
  if (text === '') return '';
  for (;;) {
    const unit = firstUnit(text);
    if (!unit) break;
    const before = text.slice(0, unit.index).replace(/[\s,，;；、\-－—(（#]+$/u, '');
    if (/[\p{L}\p{N}]/u.test(before)) return before + ADDRESS_STARS;
    text = `${before}${ADDRESS_STARS}${text.slice(unit.index + unit.length)}`;
  }
  if (text.includes(ADDRESS_STARS)) return text;
  const last = LAST_NUMBER.exec(text);
  const chars = [...text];
  const kept =
    last && last.index > 0
      ? text.slice(0, last.index)
      : chars.slice(0, chars.length - Math.min(4, Math.max(1, Math.ceil(chars.length / 4)))).join('');
  return kept.replace(/[\s,，;；、\-－—(（#]+$/u, '') + ADDRESS_STARS;
}

function firstUnit(text: string): { index: number; length: number } | undefined {
  const found = UNITS.map((unit) => unit.exec(text)).filter((match) => match !== null);
  const first = found.sort((a, b) => a.index - b.index)[0];
  return first && { index: first.index, length: first[0].length };
}

/** Name, phone and address by the rules above. */
export function maskReceiver(person: Person, options: MaskOptions = {}): Person {
  return {
    name: maskName(person.name),
    phone: maskPhone(person.phone, options),
    address: maskAddress(person.address),
  };
}

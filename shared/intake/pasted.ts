import { splitChineseAddress } from './address.ts';
import { cityAt, provinceAt } from './places.ts';

/** Who gets it, as somebody pasted it from a chat or typed it from a telephone call; a suggestion that a person looks over. */
export interface PastedReceiver {
  readonly name?: string;
  readonly phone?: string;
  readonly province?: string;
  readonly city?: string;
  readonly district?: string;
  readonly detail: string;
  readonly postcode?: string;
  /** Name, phone and every part of the address were found. */
  readonly sure: boolean;
}

/** Longest text that is looked at, in characters; the rest is no address. */
const MOST = 2_000;

const LABELS = {
  name: /(?:收货人|收件人|收件人姓名|客户姓名|联系人|姓名|客户|Name|Recipient)\s*[:：]\s*/i,
  phone:
    /(?:手机号码|手机号|联系电话|联系方式|手机|电话号码|电话|Mobile|Phone|Tel)\s*[:：]?\s*(?=[+\d(（])/gi,
  address: /(?:收货地址|收件地址|详细地址|所在地区|所在地址|街道地址|地区|地址|Address)\s*[:：]\s*/gi,
  postcode: /(?:邮政编码|邮编|Postcode|ZIP)\s*[:：]?\s*(\d{6})(?!\d)/i,
} as const;

/** Mobile with or without +86, gaps, and a virtual number's extension; also as platforms mask it. */
const MOBILE =
  /(?:(?:\+|00)?86[\s-]?)?(?<!\d)1[3-9]\d(?:[\s-]?[\d*]{4}){2}(?!\d)(?:\s?(?:转|-|ext\.?)\s?\d{2,6}(?!\d))?/i;
const LANDLINE =
  /(?<!\d)(?:(?:\+|00)86[\s-]?\d{2,3}|[(（]?0\d{2,3}[)）]?)[\s-]?\d{7,8}(?:\s?(?:转|-)\s?\d{1,6})?(?!\d)/;
const SERVICE = /(?<!\d)[48]00[\s-]?\d{3}[\s-]?\d{4}(?!\d)/;
const FOREIGN = /\+(?!86)\d[\d\s()-]{6,18}\d/;
const PHONES = [MOBILE, FOREIGN, LANDLINE, SERVICE];

const HAN_NAME = /^[\p{Script=Han}]{2,4}$/u;
/** 买买提·艾山: names of other peoples are joined by a dot. */
const DOTTED_NAME = /^[\p{Script=Han}]{1,10}(?:[·•・][\p{Script=Han}]{1,10}){1,3}$/u;
const TITLED = /^[\p{Script=Han}]{1,3}(?:先生|女士|小姐|老师|师傅|阿姨|经理|总|同学)$/u;
const LATIN_NAME =
  /^\p{Script=Latin}[\p{Script=Latin}'’.-]*(?: \p{Script=Latin}[\p{Script=Latin}'’.-]*){0,3}$/u;
const MASKED_NAME = /^[\p{Script=Han}]{1,2}[*＊]{1,3}[\p{Script=Han}]?$/u;
const PLACE_WORD =
  /(?:省|自治区|市|区|县|旗|镇|乡|街道|路|街|道|巷|弄|胡同|村|屯|组|号|栋|幢|楼|层|室|单元|小区|花园|大厦|广场|公寓|学校|大学|医院|公司|工业园|科技园|园区|市场|宿舍|驿站|柜)$|\d/;
/** The hundred most common surnames (公安部 2020), some more that are no words of addresses, and compound ones. */
const SURNAMES = new Set(
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝'.split(
    '',
  ),
);
const COMPOUND =
  /^(?:欧阳|上官|司马|诸葛|夏侯|东方|皇甫|尉迟|公孙|慕容|令狐|司徒|长孙|宇文|轩辕|端木|南宫|独孤)/;

/**
 * Name, phone and address from one pasted text, in whatever order and with or without separators and labels. What cannot be
 * told apart stays in `detail`, so that nothing that was typed is lost.
 */
export function splitPasted(pasted: string): PastedReceiver {
  let text = tidy(pasted).slice(0, MOST);
  let postcode: string | undefined;
  text = text.replace(LABELS.postcode, (_, code: string) => {
    postcode = code === '000000' ? undefined : code;
    return '\n';
  });
  const named = labelledName(text);
  let name = named?.name;
  if (named) text = named.rest;
  text = text.replace(LABELS.address, '\n').replace(LABELS.phone, '\n');
  const phoneAt = phoneOf(text);
  const before = chunks(phoneAt ? text.slice(0, phoneAt.index) : text);
  const after = phoneAt ? chunks(text.slice(phoneAt.index + phoneAt.length)) : [];
  const parts = [...before, ...after];
  if (name === undefined) {
    const found = bestName(parts, phoneAt ? before.length : -1);
    if (found) {
      name = found.name;
      parts.splice(found.at, 1, ...(found.rest === '' ? [] : [found.rest]));
    }
  }
  const split = splitChineseAddress(joined(parts));
  const code = postcode ?? split.postcode;
  return {
    ...(name === undefined ? {} : { name }),
    ...(phoneAt === undefined ? {} : { phone: phoneAt.phone }),
    ...(split.province === undefined ? {} : { province: split.province }),
    ...(split.city === undefined ? {} : { city: split.city }),
    ...(split.district === undefined ? {} : { district: split.district }),
    detail: split.detail,
    ...(code === undefined ? {} : { postcode: code }),
    sure: split.sure && name !== undefined && phoneAt !== undefined,
  };
}

/** Full-width digits and letters narrow, marks of direction and other invisible characters out, emoji out. */
function tidy(text: string): string {
  return text
    .replace(/[０-９Ａ-Ｚａ-ｚ＋－]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cf}\p{Co}\p{Cs}\p{Extended_Pictographic}\uFE0F]/gu, '')
    .replace(/[\p{Cc}]/gu, (char) => (char === '\n' || char === '\t' ? char : ' '));
}

function labelledName(text: string): { name: string; rest: string } | undefined {
  const label = LABELS.name.exec(text);
  if (!label) return undefined;
  const from = label.index + label[0].length;
  const given = /^[^\n\t,，;；、|/:：\d]{1,40}/.exec(text.slice(from))?.[0] ?? '';
  // The next label may follow without a separator: 姓名：张三 手机：…
  const name = given.replace(/[\s]*(?:手机|联系|电话|地址|收货|收件|所在|详细|邮).*$/, '').trim();
  const one = HAN_NAME.test(name.split(/\s/)[0] ?? '') ? (name.split(/\s/)[0] ?? '') : name;
  if (one === '') return undefined;
  return {
    name: one,
    rest: `${text.slice(0, label.index)}\n${text.slice(from + given.indexOf(one) + one.length)}`,
  };
}

function phoneOf(text: string): { phone: string; index: number; length: number } | undefined {
  for (const form of PHONES) {
    const match = form.exec(text);
    if (match === null) continue;
    const bare = match[0].trim();
    const phone =
      form === MOBILE
        ? bare.replace(/^(?:\+|00)?86[\s-]?/, '').replace(/(?<=[\d*])[\s-](?=[\d*]{4})/g, '')
        : bare;
    return {
      phone: phone.replace(/\s+/g, form === FOREIGN ? ' ' : ''),
      index: match.index,
      length: match[0].length,
    };
  }
  return undefined;
}

const chunks = (text: string): string[] =>
  text
    .split(/[\n\t,，;；、|]+|\s+(?=\p{Script=Han})|(?<=\p{Script=Han})\s+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '' && /[\p{L}\p{N}]/u.test(part));

/** Parts that belong together stand without a gap in Chinese, with a comma elsewhere. */
function joined(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) {
    const gap = /[\p{Script=Han}]$/u.test(text) || /^[\p{Script=Han}]/u.test(part) ? '' : ', ';
    // A postcode behind an address stays one.
    text += text === '' ? part : /^\d{6}$/.test(part) ? ` ${part}` : `${gap}${part}`;
  }
  return text;
}

interface Candidate {
  readonly name: string;
  readonly at: number;
  /** What is left of the part that the name stood in. */
  readonly rest: string;
  readonly score: number;
}

/** @param phoneAt number of parts before the phone, -1 where there is none */
function bestName(parts: readonly string[], phoneAt: number): Candidate | undefined {
  const near = (at: number): number => (at === phoneAt || at === phoneAt - 1 ? 2 : 0);
  const edge = (at: number): number => (at === 0 || at === parts.length - 1 ? 1 : 0);
  const candidates = parts.flatMap((part, at): Candidate[] => {
    const whole = nameScore(part);
    if (whole > 0) return [{ name: part, at, rest: '', score: whole + near(at) + edge(at) }];
    return [...leading(part, at), ...trailing(part, at)].map((each) => ({
      ...each,
      score: each.score + near(at),
    }));
  });
  return candidates.reduce<Candidate | undefined>(
    (best, each) => (best === undefined || each.score > best.score ? each : best),
    undefined,
  );
}

/** 0: no name. */
function nameScore(text: string): number {
  if (MASKED_NAME.test(text)) return 4;
  if (TITLED.test(text)) return 6;
  if (DOTTED_NAME.test(text)) return 4;
  if (LATIN_NAME.test(text)) return 1;
  if (!HAN_NAME.test(text) || PLACE_WORD.test(text) || isPlace(text)) return 0;
  return hasSurname(text) ? 5 : 1;
}

const hasSurname = (text: string): boolean =>
  COMPOUND.test(text) ? text.length > 2 : SURNAMES.has(text[0] ?? '') && text.length < 4;
const isPlace = (text: string): boolean =>
  provinceAt(text) !== undefined || cityAt(text)?.length === text.length;

/** 张三广东省深圳市…: a name right before a province or a city. */
function leading(part: string, at: number): Candidate[] {
  for (const length of [2, 3, 4]) {
    const name = part.slice(0, length);
    const rest = part.slice(length);
    if (!HAN_NAME.test(name) || !hasSurname(name)) continue;
    const province = provinceAt(rest);
    if (province !== undefined || (rest.length > 3 && cityAt(rest) !== undefined))
      return [{ name, at, rest, score: province ? 4 : 3 }];
  }
  return [];
}

/** …科技园路1号张三: a name right behind a house, floor or room. */
function trailing(part: string, at: number): Candidate[] {
  const match =
    /(?<=[号室楼栋幢层元座店户村组]|\d(?![号室楼栋幢层元座店户村组]))([\p{Script=Han}]{2,4})$/u.exec(part);
  const name = match?.[1];
  if (match === null || name === undefined || !hasSurname(name) || PLACE_WORD.test(name)) return [];
  return [{ name, at, rest: part.slice(0, match.index), score: 3 }];
}

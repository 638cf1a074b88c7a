import { cityAt, provinceAt } from './places.ts';

const MUNICIPALITIES = new Set(['北京市', '天津市', '上海市', '重庆市']);
const CITY = /^([\u4e00-\u9fff]{2,11}?(?:自治州|地区|市|盟))/;
const DISTRICT = /^([\u4e00-\u9fff]{2,12}?(?:自治县|自治旗|新区|林区|特区|区|县|市|旗))/;
const POSTCODE = /[\s(（]*\b(\d{6})[)）]?\s*$/;

export interface SplitAddress {
  readonly province?: string;
  readonly city?: string;
  readonly district?: string;
  readonly detail: string;
  readonly postcode?: string;
  /** All of province, city, district and detail were found. It stays a suggestion: places are not looked up. */
  readonly sure: boolean;
}

/**
 * Splits a Chinese address given as one string into 省 / 市 / 区县 / detail, as a suggestion.
 * Takes addresses with and without spaces between the parts, and a postcode at the end (Taobao).
 */
export function splitChineseAddress(text: string): SplitAddress {
  let rest = text.trim().replace(/^中国[\s,，]*/, '');
  const postcode = POSTCODE.exec(rest);
  if (postcode && rest.length > postcode[0].length) rest = rest.slice(0, postcode.index);
  else if (postcode) return { detail: rest, sure: false };
  const code = postcode?.[1] === undefined || postcode[1] === '000000' ? {} : { postcode: postcode[1] };
  const found = provinceAt(rest);
  // 吉林市…: the city before the province of the same name.
  const named =
    found && rest.startsWith(`${found.province.short}市`) ? cityAt(rest, found.province) : undefined;
  const alone = named ?? (found ? undefined : cityAlone(rest));
  const province = (alone?.city.province ?? found?.province)?.full;
  if (province === undefined) return { detail: rest.trim(), ...code, sure: false };
  let after = skip(rest, alone ? 0 : (found?.length ?? 0));
  // 广东广州… : a short province followed by its own suffix (北京市, 广西省) is not a city.
  if (!alone) after = after.replace(/^(?:省|自治区)\s*/, '');
  let city: string | undefined;
  if (MUNICIPALITIES.has(province)) {
    city = province;
    if (after.startsWith(province)) after = skip(after, province.length);
    else if (/^市?辖区/.test(after)) after = skip(after, after.indexOf('区') + 1);
    else if (after.startsWith(province.slice(0, 2)) && !/^.{2}(?:路|街|大道)/.test(after))
      after = skip(after, 2);
  } else {
    const known = alone ?? cityAt(after, found?.province);
    city = known?.city.full ?? CITY.exec(after)?.[1];
    if (city !== undefined) after = skip(after, known?.length ?? city.length);
  }
  const district = DISTRICT.exec(after)?.[1];
  if (district !== undefined) after = skip(after, district.length);
  return {
    province,
    ...(city === undefined ? {} : { city }),
    ...(district === undefined ? {} : { district }),
    detail: after.trim(),
    ...code,
    sure: city !== undefined && district !== undefined && after.trim() !== '',
  };
}

/** 南京东路 is a road in many cities: without its province and its 市 a city counts only before a district. */
function cityAlone(text: string): ReturnType<typeof cityAt> {
  const found = cityAt(text);
  if (!found || text.startsWith(found.city.full)) return found;
  return /^[\s,，]*[\u4e00-\u9fff]{1,8}?(?:区|县|市|旗)/.test(text.slice(found.length)) ? found : undefined;
}

const skip = (text: string, length: number): string => text.slice(length).replace(/^[\s,，]+/, '');

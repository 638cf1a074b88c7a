/** 省、自治区、直辖市、特别行政区 with the short forms that buyers write. */
const PROVINCES: readonly (readonly [full: string, short: string])[] = [
  ['北京市', '北京'],
  ['天津市', '天津'],
  ['上海市', '上海'],
  ['重庆市', '重庆'],
  ['河北省', '河北'],
  ['山西省', '山西'],
  ['辽宁省', '辽宁'],
  ['吉林省', '吉林'],
  ['黑龙江省', '黑龙江'],
  ['江苏省', '江苏'],
  ['浙江省', '浙江'],
  ['安徽省', '安徽'],
  ['福建省', '福建'],
  ['江西省', '江西'],
  ['山东省', '山东'],
  ['河南省', '河南'],
  ['湖北省', '湖北'],
  ['湖南省', '湖南'],
  ['广东省', '广东'],
  ['海南省', '海南'],
  ['四川省', '四川'],
  ['贵州省', '贵州'],
  ['云南省', '云南'],
  ['陕西省', '陕西'],
  ['甘肃省', '甘肃'],
  ['青海省', '青海'],
  ['台湾省', '台湾'],
  ['内蒙古自治区', '内蒙古'],
  ['广西壮族自治区', '广西'],
  ['西藏自治区', '西藏'],
  ['宁夏回族自治区', '宁夏'],
  ['新疆维吾尔自治区', '新疆'],
  ['香港特别行政区', '香港'],
  ['澳门特别行政区', '澳门'],
];
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
  const found = PROVINCES.find(([full, short]) => rest.startsWith(full) || rest.startsWith(short));
  const code = postcode?.[1] === undefined || postcode[1] === '000000' ? {} : { postcode: postcode[1] };
  if (!found) return { detail: rest.trim(), ...code, sure: false };
  const [province, short] = found;
  let after = skip(rest, rest.startsWith(province) ? province.length : short.length);
  // 广东广州… : a short province followed by its own suffix (北京市, 广西省) is not a city.
  after = after.replace(/^(?:省|自治区)\s*/, '');
  let city: string | undefined;
  if (MUNICIPALITIES.has(province)) {
    city = province;
    if (after.startsWith(province)) after = skip(after, province.length);
    else if (after.startsWith('市辖区')) after = skip(after, 3);
  } else {
    city = CITY.exec(after)?.[1];
    if (city !== undefined) after = skip(after, city.length);
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

const skip = (text: string, length: number): string => text.slice(length).replace(/^[\s,，]+/, '');

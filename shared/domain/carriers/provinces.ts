/** Provinces as price tables name them: the short names of the 34 (GB/T 2260), whose full names begin with them. */
export const PROVINCES = [
  '北京',
  '天津',
  '河北',
  '山西',
  '内蒙古',
  '辽宁',
  '吉林',
  '黑龙江',
  '上海',
  '江苏',
  '浙江',
  '安徽',
  '福建',
  '江西',
  '山东',
  '河南',
  '湖北',
  '湖南',
  '广东',
  '广西',
  '海南',
  '重庆',
  '四川',
  '贵州',
  '云南',
  '西藏',
  '陕西',
  '甘肃',
  '青海',
  '宁夏',
  '新疆',
  '香港',
  '澳门',
  '台湾',
] as const;
export type Province = (typeof PROVINCES)[number];

/** @returns the short name that a text begins with (`新疆维吾尔自治区` → `新疆`), or undefined where it is none of them */
export function provinceOf(text: string | undefined): Province | undefined {
  const given = text?.normalize('NFKC').replaceAll(/\s/g, '') ?? '';
  return PROVINCES.find((name) => given.startsWith(name));
}

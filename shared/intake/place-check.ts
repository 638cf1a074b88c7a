import type { Party, PlaceFault } from '../domain/index.ts';
import { CITIES, PROVINCES } from './places.ts';

const CHINA: readonly string[] = ['', 'CN', 'CHN', 'CHINA', '中国', '中國', '中国大陆'];

/**
 * Do the parts of a Chinese address go together (REV-02)? Only what is surely odd is said: districts are not looked up, and a
 * county-level city in the place of its prefecture is taken. Nothing for addresses elsewhere.
 */
export function placeFaults(receiver: Party): PlaceFault[] {
  if (!CHINA.includes((receiver.country ?? '').trim().toUpperCase())) return [];
  const province = (receiver.province ?? '').trim();
  const city = (receiver.city ?? '').trim();
  const district = (receiver.district ?? '').trim();
  const detail = receiver.detail.trim();
  const known = PROVINCES.find((one) => province.startsWith(one.short));
  const faults: PlaceFault[] = [];
  if (province === '') {
    // All in one line: what is missing apart may stand there.
    if (city === '' && !PROVINCES.some((one) => detail.includes(one.short))) faults.push('province_missing');
  } else if (known === undefined) faults.push('province_unknown');
  else if (known.cities.length > 0) {
    const own = CITIES.filter((one) => one.province === known);
    if (city === '') {
      if (!own.some((one) => detail.includes(one.short))) faults.push('city_missing');
    } else if (!own.some((one) => city.startsWith(one.short))) {
      const named = (name: string): boolean => city.startsWith(name);
      const elsewhere =
        CITIES.some((one) => named(one.short)) ||
        PROVINCES.some((one) => one.cities.length === 0 && named(one.short));
      if (elsewhere) faults.push('city_not_in_province');
    }
  }
  if (known !== undefined && district === '' && !/[区县旗市镇乡]/.test(detail))
    faults.push('district_missing');
  if (!/[\d一二三四五六七八九十]/.test(detail.normalize('NFKC'))) faults.push('detail_without_number');
  return faults;
}

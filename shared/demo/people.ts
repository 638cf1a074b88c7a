import type { Party } from '../domain/index.ts';
import type { Random } from './random.ts';

const SURNAMES = [
  '王',
  '李',
  '张',
  '刘',
  '陈',
  '杨',
  '赵',
  '黄',
  '周',
  '吴',
  '徐',
  '孙',
  '胡',
  '朱',
  '高',
  '林',
  '何',
  '郭',
  '欧阳',
  '司徒',
];
const GIVEN = [
  '小雨',
  '子涵',
  '晓明',
  '雅琴',
  '建国',
  '思远',
  '佳怡',
  '梓轩',
  '丽',
  '磊',
  '静怡',
  '浩然',
  '雪',
  '志强',
  '梦洁',
  '文博',
  '若溪',
  '海燕',
];
const STREETS = [
  '青禾路',
  '云帆大道',
  '百合街',
  '望江东路',
  '松涛路',
  '春晖街',
  '星海路',
  '梧桐巷',
  '明月大道',
  '锦绣路',
];
const ESTATES = [
  '碧波花园',
  '和风雅苑',
  '金穗小区',
  '晨光公寓',
  '悦湖名邸',
  '清荷家园',
  '南苑新村',
  '天澜府',
];

/** Real places with their carrier routing region, so that sorting by region looks right; streets and numbers are invented. */
export const PLACES: readonly {
  province: string;
  city: string;
  district: string;
  postcode: string;
  hub: string;
  area: string;
}[] = [
  { province: '浙江省', city: '杭州市', district: '西湖区', postcode: '310013', hub: '杭州', area: '571' },
  { province: '浙江省', city: '宁波市', district: '鄞州区', postcode: '315100', hub: '宁波', area: '574' },
  { province: '上海市', city: '上海市', district: '浦东新区', postcode: '200120', hub: '上海', area: '021' },
  { province: '江苏省', city: '南京市', district: '建邺区', postcode: '210019', hub: '南京', area: '025' },
  { province: '江苏省', city: '苏州市', district: '姑苏区', postcode: '215008', hub: '苏州', area: '512' },
  { province: '广东省', city: '广州市', district: '天河区', postcode: '510630', hub: '广州', area: '020' },
  { province: '广东省', city: '深圳市', district: '南山区', postcode: '518052', hub: '深圳', area: '755' },
  { province: '北京市', city: '北京市', district: '朝阳区', postcode: '100020', hub: '北京', area: '010' },
  { province: '四川省', city: '成都市', district: '武侯区', postcode: '610041', hub: '成都', area: '028' },
  { province: '湖北省', city: '武汉市', district: '洪山区', postcode: '430070', hub: '武汉', area: '027' },
  { province: '福建省', city: '厦门市', district: '思明区', postcode: '361004', hub: '厦门', area: '592' },
  { province: '山东省', city: '青岛市', district: '市南区', postcode: '266071', hub: '青岛', area: '532' },
  { province: '陕西省', city: '西安市', district: '雁塔区', postcode: '710061', hub: '西安', area: '029' },
  {
    province: '黑龙江省',
    city: '哈尔滨市',
    district: '道里区',
    postcode: '150010',
    hub: '哈尔滨',
    area: '451',
  },
];
export type Place = (typeof PLACES)[number];

/** An invented person at an invented address. Phones are 1380000xxxx: no such block is handed out to people. */
export function inventPerson(random: Random, place: Place): Party {
  return {
    name: random.pick(SURNAMES) + random.pick(GIVEN),
    phone: `1380000${String(random.int(0, 9999)).padStart(4, '0')}`,
    country: '中国',
    province: place.province,
    city: place.city,
    district: place.district,
    detail: `${random.pick(STREETS)}${random.int(1, 399)}号${random.pick(ESTATES)}${random.int(1, 28)}幢${random.int(1, 4)}单元${random.int(1, 24)}0${random.int(1, 4)}室`,
    postcode: place.postcode,
  };
}

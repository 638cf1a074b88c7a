import { describe, expect, it } from 'vitest';
import { splitPasted } from '../../../shared/intake/index.ts';

const SHENZHEN = { province: '广东省', city: '深圳市', district: '南山区', detail: '科技园路1号' };
const WHO = { name: '张三', phone: '13800138000' };

describe('Receivers as they are pasted (INT-05)', () => {
  it.each([
    '张三 13800138000 广东省深圳市南山区科技园路1号',
    '广东省深圳市南山区科技园路1号 张三 13800138000',
    '13800138000 广东省深圳市南山区科技园路1号 张三',
    '张三13800138000广东省深圳市南山区科技园路1号',
    '张三广东省深圳市南山区科技园路1号13800138000',
    '广东省深圳市南山区科技园路1号张三13800138000',
    '13800138000张三广东省深圳市南山区科技园路1号',
    '张三，138-0013-8000，广东省 深圳市 南山区 科技园路1号',
    '张三\n+86 138 0013 8000\n广东深圳南山区科技园路1号',
    '收货人：张三；手机号码：13800138000；收货地址：广东省深圳市南山区科技园路1号',
    '姓名:张三 电话:13800138000 所在地区:广东省深圳市南山区 详细地址:科技园路1号',
    '深圳市南山区科技园路1号 张三 １３８００１３８０００',
    '😀 张三 13800138000 \u202e广东省深圳市南山区\u200b科技园路1号',
  ])('%j is one receiver, whatever stands first and between', (text) => {
    expect(splitPasted(text)).toEqual({ ...WHO, ...SHENZHEN, sure: true });
  });

  it.each([
    [
      '北京朝阳区建国路88号 李女士 010-65881234',
      ['北京市', '北京市', '朝阳区', '建国路88号', '李女士', '010-65881234'],
    ],
    [
      '上海市上海市浦东新区张江路100弄5号 王芳 13900000001',
      ['上海市', '上海市', '浦东新区', '张江路100弄5号', '王芳', '13900000001'],
    ],
    [
      '天津市辖区和平区南京路1号 赵敏 13900000002',
      ['天津市', '天津市', '和平区', '南京路1号', '赵敏', '13900000002'],
    ],
    [
      '重庆市渝中区民权路1号 陈晨 17812345678转1234',
      ['重庆市', '重庆市', '渝中区', '民权路1号', '陈晨', '17812345678转1234'],
    ],
    [
      '内蒙古呼和浩特市新城区中山路1号 王小明 15912345678',
      ['内蒙古自治区', '呼和浩特市', '新城区', '中山路1号', '王小明', '15912345678'],
    ],
    [
      '广西南宁青秀区民族大道1号 覃丽 13800000000',
      ['广西壮族自治区', '南宁市', '青秀区', '民族大道1号', '覃丽', '13800000000'],
    ],
    [
      '新疆喀什地区喀什市解放北路12号 买买提·艾山 13999991234',
      ['新疆维吾尔自治区', '喀什地区', '喀什市', '解放北路12号', '买买提·艾山', '13999991234'],
    ],
    [
      '云南大理白族自治州大理市古城人民路5号 段誉 18787878787',
      ['云南省', '大理白族自治州', '大理市', '古城人民路5号', '段誉', '18787878787'],
    ],
    [
      '吉林市船营区解放大路1号 金永哲 13612345678',
      ['吉林省', '吉林市', '船营区', '解放大路1号', '金永哲', '13612345678'],
    ],
    [
      '张** 138****8000 浙江省杭州市西湖区文三路****',
      ['浙江省', '杭州市', '西湖区', '文三路****', '张**', '138****8000'],
    ],
  ] as const)(
    'municipalities, regions and prefectures: %s',
    (text, [province, city, district, detail, name, phone]) => {
      expect(splitPasted(text)).toMatchObject({ province, city, district, detail, name, phone, sure: true });
    },
  );

  it('finds a postcode with and without its label', () => {
    expect(splitPasted('张三 13800138000 广东省深圳市南山区科技园路1号 518057').postcode).toBe('518057');
    expect(splitPasted('张三 13800138000 邮编：518057 广东省深圳市南山区科技园路1号')).toMatchObject({
      ...WHO,
      ...SHENZHEN,
      postcode: '518057',
    });
  });

  it('what it cannot tell apart stays in the address, and it says that it is not sure', () => {
    expect(splitPasted('南京东路100号 王五 13611112222')).toEqual({
      name: '王五',
      phone: '13611112222',
      detail: '南京东路100号',
      sure: false,
    });
    expect(splitPasted('Wang Wei, 138 0013 8000, Room 5, 12 Mill Road, Eastbrook')).toMatchObject({
      name: 'Wang Wei',
      phone: '13800138000',
      detail: 'Room 5, 12 Mill Road, Eastbrook',
      sure: false,
    });
    expect(splitPasted('湖北省仙桃市沔州大道1号 13800138000')).toMatchObject({ city: '仙桃市', sure: false });
  });

  it('loses no letter of any text, and ends with any', () => {
    const odd = [
      '',
      ' ',
      '张',
      '你好，请问什么时候发货？',
      '<b>张三</b> 13800138000',
      '）（：，；|',
      '1'.repeat(5_000),
      '省市区县'.repeat(500),
    ];
    for (const text of odd) {
      const { name = '', phone = '', province = '', city = '', district = '', detail } = splitPasted(text);
      const got = [name, phone, province, city, district, detail].join('');
      for (const letter of new Set(text.slice(0, 2_000).match(/[\p{L}\p{N}]/gu) ?? []))
        expect(got).toContain(letter);
    }
  });
});

import { describe, expect, it } from 'vitest';
import {
  askedTexts,
  nameText,
  orderTexts,
  phoneTexts,
  shipmentTexts,
} from '../../../../shared/domain/finding/index.ts';

const asked = (text: string, of: readonly string[]): boolean =>
  askedTexts(text).some((each) => of.includes(each));

describe('phone numbers', () => {
  it.each(['13800138000', '+86 138 0013 8000', '0086-138-0013-8000', '８６１３８００１３８０００'])(
    '%s is one number however it is written',
    (written) => expect(phoneTexts(written)).toEqual(['phone:13800138000']),
  );
  it('are found with and without the extension of a number that hides the real one', () => {
    for (const written of ['13800138000-4321', '13800138000转4321', '13800138000,4321'])
      expect(phoneTexts(written)).toEqual(['phone:13800138000', 'phone:138001380004321']);
  });
  it('of other lands and landlines are their digits', () => {
    expect(phoneTexts('(010) 8888-6666')).toEqual(['phone:01088886666']);
    expect(phoneTexts('+44 20 7946 0958')).toEqual(['phone:442079460958']);
  });
  it.each(['138****8000', '123456', 'TB-13800138000', '', '王小明'])('“%s” is none', (text) =>
    expect(phoneTexts(text)).toEqual([]),
  );
});

describe('names', () => {
  it('do not differ by spaces, dots, width and case', () => {
    expect(nameText('Ａnna  Smith')).toBe(nameText('anna smith'));
    expect(nameText('阿依古丽·买买提')).toBe(nameText('阿依古丽 买买提'));
  });
  it.each(['王*明', '王', ''])('“%s” is none', (text) => expect(nameText(text)).toBeUndefined());
});

describe('an order', () => {
  const order = {
    id: 'taobao-123-A',
    base: { channelOrderNo: '123-A' },
    events: [],
    private: {
      base: { receiver: { name: '王小明', phone: '138 0013 8000' } },
      events: { e1: { receiver: { name: '李雷', phone: '010-88886666' } }, e2: { note: 'x' } },
    },
  } as never;

  it('is found by what is typed of it, whole', () => {
    const texts = orderTexts(order);
    for (const text of ['123-a', 'OD-TAOBAO-123-A', '+8613800138000', ' 王 小明', '李雷', '01088886666'])
      expect([text, asked(text, texts)]).toEqual([text, true]);
    for (const text of ['123', '王', '8000', '', '  ', '王小'])
      expect([text, asked(text, texts)]).toEqual([text, false]);
  });

  it('without private data is found by its numbers alone', () => {
    const { private: gone, ...rest } = order as { private: unknown };
    expect(gone).toBeDefined();
    expect(orderTexts(rest as never)).toEqual(['no:123-a', 'no:taobao-123-a']);
  });
});

describe('a parcel', () => {
  it('is found by every number that it ever had', () => {
    const bound = (number: string) => ({ type: 'waybill_bound', data: { carrier: 'SF', number } });
    const texts = shipmentTexts({
      events: [bound('SF1'), { type: 'packed', data: {} }, bound('SF2')],
    } as never);
    expect(asked('sf1', texts) && asked('SF2', texts)).toBe(true);
    expect(asked('SF3', texts)).toBe(false);
  });
});

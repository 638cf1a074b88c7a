import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReportReader, DEFAULT_PROFILE, parseHidReport } from '../../../../shared/codec/index.ts';
import type { GunRead } from '../../../../shared/codec/index.ts';
import { hidReports } from '../../../fakes/hid.ts';

const read = (reports: readonly Uint8Array[], profile = DEFAULT_PROFILE): GunRead[] => {
  const reader = createReportReader(profile);
  return reports.flatMap((report, i) => reader.push(report, i * 4));
};

describe('reports of a HID-POS gun', () => {
  it('a short code in one report, with its symbology', () => {
    expect(read(hidReports('6901234567892', ']E0'))).toEqual([
      { text: '6901234567892', symbology: ']E0', at: 0, bytes: 13 },
    ]);
  });
  it('as captured from a Honeywell gun: 64 bytes, id 2, maker byte, suffix counted', () => {
    const report = new Uint8Array(64);
    report.set([0x02, 0x0e, 0x5d, 0x45, 0x30, ...new TextEncoder().encode('6901234567892\r')]);
    report[61] = 0x64;
    expect(read([report])).toMatchObject([{ text: '6901234567892', symbology: ']E0' }]);
  });
  it('without report id, as some systems hand it on', () => {
    const [whole] = hidReports('ABC', ']C0');
    expect(read([whole?.subarray(1) ?? new Uint8Array(0)])).toMatchObject([
      { text: 'ABC', symbology: ']C0' },
    ]);
  });
  it('any length is put together from its parts, also Chinese cut within a character', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[ -~一-龥]{1,300}$/), (text) => {
        fc.pre(text.trim() === text);
        expect(read(hidReports(text, ']Q1'))).toMatchObject([{ text }]);
      }),
    );
  });
  it('a part that never came: torn, and the next code is whole', () => {
    const long = hidReports('A'.repeat(100), ']C0');
    const reader = createReportReader(DEFAULT_PROFILE);
    expect(reader.push(long[0] ?? new Uint8Array(0), 0)).toEqual([]);
    const next = hidReports('6901234567892', ']E0')[0] ?? new Uint8Array(0);
    expect(reader.push(next, 5)).toMatchObject([{ invalid: 'torn', bytes: 56 }, { text: '6901234567892' }]);
  });
  it('the same symbology after a long silence is torn as well', () => {
    const reader = createReportReader(DEFAULT_PROFILE);
    const first = hidReports('A'.repeat(100), ']C0')[0] ?? new Uint8Array(0);
    reader.push(first, 0);
    const next = hidReports('B1', ']C0')[0] ?? new Uint8Array(0);
    expect(reader.push(next, 1500)).toMatchObject([{ invalid: 'torn' }, { text: 'B1' }]);
  });
  it('reports of other kinds, cut short or with a length beyond its end say nothing', () => {
    expect(parseHidReport(Uint8Array.from([4, 1, 0, 0]))).toBeUndefined();
    expect(parseHidReport(Uint8Array.from([2, 57, 0x5d, 0x43, 0x30]))).toBeUndefined();
    expect(parseHidReport(Uint8Array.from([2, 9, 0x5d, 0x43, 0x30, 65]))).toBeUndefined();
    expect(parseHidReport(new Uint8Array(0))).toBeUndefined();
  });
  it('never throws and never keeps more than its bound', () => {
    const reader = createReportReader(DEFAULT_PROFILE);
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70 }), { maxLength: 40 }), (reports) => {
        for (const report of reports) reader.push(report, 0);
      }),
    );
    const endless = hidReports('A'.repeat(5000), ']C0');
    expect(read(endless).some((each) => 'invalid' in each && each.invalid === 'too_long')).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import {
  createScaleFramer,
  gramsOf,
  readHidScale,
  type ScaleReading,
  type SerialScaleProtocol,
} from '../../../../shared/codec/index.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0));
const read = (protocol: SerialScaleProtocol, text: string | Uint8Array): ScaleReading[] => [
  ...createScaleFramer(protocol).push(typeof text === 'string' ? bytes(text) : text).readings,
];
const flags = ({ stable, zero, overload, negative, net }: ScaleReading): string =>
  [
    stable === null ? '?' : stable ? 'stable' : 'moving',
    zero && 'zero',
    overload && 'over',
    negative && 'minus',
    net && 'net',
  ]
    .filter((flag) => flag !== false)
    .join(' ');
const shown = (readings: readonly ScaleReading[]): string[] =>
  readings.map((reading) => `${String(reading.grams)} ${flags(reading)} [${reading.sent}]`);

describe('units', () => {
  it('turns pounds and ounces to whole grams exactly, halves away from zero', () => {
    expect(gramsOf('100', 2, 'lb')?.grams).toBe(454);
    expect(gramsOf('113', 1, 'oz')?.grams).toBe(320); // 320.349…
    expect(gramsOf('1005', 3, 'kg')?.grams).toBe(1005);
    expect(gramsOf('0005', 1, 'g')?.grams).toBe(1);
    expect(gramsOf('0235', 2, 'jin')?.grams).toBe(1175);
    expect(gramsOf('123', -1, 'g')?.grams).toBe(1230);
    expect(gramsOf('999999', 0, 'kg')).toBeUndefined();
  });
});

describe('yaohua continuous', () => {
  it.each([
    ['\x02+00123431<\x03', '1234 ? [1.234 kg]'],
    ['\x02+00123431C\x03', '1234 ? [1.234 kg]'],
    ['\x02+00123431c\x03', '1234 ? [1.234 kg]'],
    ['\x02-01234521>\x03', '-123450 ? minus [-123.45 kg]'],
    ['\x02-01234521E\x03', '-123450 ? minus [-123.45 kg]'],
    ['\x02+00000001;\x03', '0 ? zero [0 kg]'],
  ])('reads %j', (frame, expected) => {
    expect(shown(read('yaohua', frame))).toEqual([expected]);
  });

  it('drops a frame whose XOR is wrong, and one in which two digits changed places is as wrong as any', () => {
    const framer = createScaleFramer('yaohua');
    expect(framer.push(bytes('\x02+00124431<\x03'))).toMatchObject({ readings: [], faults: ['checksum'] });
  });
});

describe('text lines', () => {
  it.each<[SerialScaleProtocol, string, string]>([
    ['yaohua_text', 'wn0003.17kg\r\n', '3170 ? net [3.17 kg]'],
    ['yaohua_text', 'ww0003.17kg\r\n', '3170 ? [3.17 kg]'],
    ['text', 'ST,GS,+  4.876kg\r\n', '4876 stable [4.876 kg]'],
    ['text', 'US,NT,-  0.120kg\r\n', '-120 moving minus net [-0.120 kg]'],
    ['text', 'OL,GS,+  0.000kg\r\n', 'null moving over []'],
    ['text', 'ST,NT,+0012.34kg\r\n', '12340 stable net [12.34 kg]'],
    ['text', 'ST,GS,   1.25lb\r\n', '567 stable [1.25 lb]'],
    ['and', 'ST,+00012.78  g\r\n', '13 stable [12.78 g]'],
    ['and', 'US,-0001.234 kg\r\n', '-1234 moving minus [-1.234 kg]'],
    ['and', 'OL,+9999999.  g\r\n', 'null moving over []'],
    ['mt_sics', 'S S     1.2345 kg\r\n', '1235 stable [1.2345 kg]'],
    ['mt_sics', 'S D    -0.5000 kg\r\n', '-500 moving minus [-0.5000 kg]'],
    ['mt_sics', 'S +\r\n', 'null moving over []'],
    ['mt_sics', 'S -\r\n', 'null moving minus []'],
    ['mt_sics', 'S I\r\n', 'null moving []'],
  ])('%s reads %j', (protocol, line, expected) => {
    expect(shown(read(protocol, line))).toEqual([expected]);
  });

  it('reads no weight from counts, percents, errors and other units', () => {
    for (const line of ['QT,+00012345 PC\r\n', 'ST,+0000123.4  %\r\n', 'EC,E11\r\n', 'ST,+00012.78ozt\r\n'])
      expect(read('and', line)).toEqual([]);
    expect(read('mt_sics', 'ES\r\n')).toEqual([]);
    expect(read('text', 'ST,TR,+  0.350kg\r\n')).toEqual([]);
  });

  it('reads no weight from a line that lost its unit, its point or its head', () => {
    for (const line of ['ST,GS,+  4.876', 'ST,GS,+  4.8.76kg', ',GS,+  4.876kg', '4.876kg', 'ST,GS,+kg'])
      expect(read('text', `${line}\r\n`)).toEqual([]);
  });
});

describe('reversed figures', () => {
  it('reads from the last digit to the first, ended by the next frame', () => {
    expect(shown(read('reversed', '=071.100=071.100='))).toEqual(['1170 ? [1.170 kg]', '1170 ? [1.170 kg]']);
    expect(shown(read('reversed', '=052.10-='))).toEqual(['-1250 ? minus [-1.250 kg]']);
    expect(read('reversed', '=07110=0=.=')).toEqual([]);
  });
});

describe('toledo continuous', () => {
  const frame = (head: number[], weight: string, checksum = true): Uint8Array => {
    const body = [2, ...head, ...bytes(weight), ...bytes('000000'), 13];
    const sum = body.reduce((total, byte) => total + byte, 0);
    return Uint8Array.from(checksum ? [...body, -sum & 0x7f] : body);
  };
  it('reads point, sign, net, motion, range and unit from the status words', () => {
    expect(shown(read('toledo', frame([0x2d, 0x30, 0x20], '  1234')))).toEqual(['1234 stable [1.234 kg]']);
    expect(shown(read('toledo', frame([0x2c, 0x3b, 0x20], '001234')))).toEqual([
      '-12340 moving minus net [-12.34 kg]',
    ]);
    expect(shown(read('toledo', frame([0x2c, 0x20, 0x20], '000100')))).toEqual(['454 stable [1.00 lb]']);
    expect(shown(read('toledo', frame([0x2d, 0x34, 0x20], '999999')))).toEqual(['null moving over []']);
    expect(shown(read('toledo', frame([0x2a, 0x30, 0x21], '001234')))).toEqual(['1234 stable [1234 g]']);
    expect(shown(read('toledo', frame([0x28, 0x30, 0x21], '001234')))).toEqual(['123400 stable [123400 g]']);
  });
  it('is not stable before it has found its zero', () => {
    expect(read('toledo', frame([0x2d, 0x70, 0x20], '  1234'))[0]?.stable).toBe(false);
  });
  it('takes lines without checksum, and never half of a checked one', () => {
    const short = frame([0x2d, 0x30, 0x20], '  1234', false);
    expect(read('toledo', Uint8Array.from([...short, ...short, 2]))).toHaveLength(2);
    const framer = createScaleFramer('toledo');
    const whole = frame([0x2d, 0x30, 0x20], '  1234');
    expect(framer.push(Uint8Array.from([...whole, ...whole, ...whole])).readings).toHaveLength(3);
    expect(framer.push(Uint8Array.from([...whole.slice(0, 17), ...whole])).readings).toHaveLength(1);
    const wrong = Uint8Array.from(whole, (byte, at) => (at === 8 ? byte + 1 : byte));
    expect(framer.push(wrong)).toMatchObject({ readings: [], faults: ['checksum'] });
  });
});

describe('asked scales', () => {
  it('mettler 8217: a weight is stable, everything else is a status', () => {
    expect(shown(read('mt_8217', '\x0201.250\r'))).toEqual(['1250 stable [1.250 kg]']);
    expect(shown(read('mt_8217', '\x0201.250N\r'))).toEqual(['1250 stable net [1.250 kg]']);
    expect(shown(read('mt_8217', '\x02?A\r'))).toEqual(['null moving []']);
    expect(shown(read('mt_8217', '\x02?B\r'))).toEqual(['null moving over []']);
    expect(shown(read('mt_8217', '\x02?D\r'))).toEqual(['null moving minus []']);
    expect(read('mt_8217', '\x0201.2\x0201.250\r')).toHaveLength(1);
  });
  it('cas: state, sign, figure, unit under a check byte', () => {
    const answer = (body: string): string => {
      const check = [...body].reduce((sum, char) => sum ^ char.charCodeAt(0), 0);
      return `\x06\x01\x02${body}${String.fromCharCode(check)}\x03\x04`;
    };
    expect(shown(read('cas', answer('S   1.234kg')))).toEqual([]);
    expect(shown(read('cas', answer('S  1.234kg')))).toEqual(['1234 stable [1.234 kg]']);
    expect(shown(read('cas', answer('U- 0.500kg')))).toEqual(['-500 moving minus [-0.500 kg]']);
    expect(shown(read('cas', answer('F  0.000kg')))).toEqual(['null moving over []']);
    expect(read('cas', answer('S  1.234kg').replace('1', '7'))).toEqual([]);
  });
  it('usb hid: status, unit and exponent', () => {
    const show = (...report: number[]): string[] => {
      const reading = readHidScale(Uint8Array.from(report));
      return reading ? shown([reading]) : [];
    };
    expect(show(3, 4, 2, 0, 0xd2, 0x04)).toEqual(['1234 stable [1234 g]']);
    expect(show(3, 4, 11, 0xff, 113, 0)).toEqual(['320 stable [11.3 oz]']);
    expect(show(3, 3, 12, 0xfe, 100, 0)).toEqual(['454 moving [1.00 lb]']);
    expect(show(3, 2, 2, 0, 0, 0)).toEqual(['0 stable zero [0 g]']);
    expect(show(3, 6, 2, 0, 1, 0)).toEqual(['null moving over []']);
    expect(show(3, 5, 2, 0, 1, 0)).toEqual(['null moving minus []']);
    expect(show(3, 2, 2, 0, 9, 0)).toEqual([]);
    expect(show(3, 4, 77, 0, 9, 0)).toEqual([]);
    expect(show(3, 4, 2)).toEqual([]);
  });
});

describe('the framer', () => {
  it('never holds more than a frame of noise, and falls into step behind it', () => {
    const framer = createScaleFramer('text');
    for (let i = 0; i < 50; i += 1) framer.push(new Uint8Array(1000).fill(0x41));
    const { readings } = framer.push(bytes('\r\nST,GS,+  4.876kg\r\n'));
    expect(readings.map(({ grams }) => grams)).toEqual([4876]);
  });
  it('forgets half a frame when the line was cut', () => {
    const framer = createScaleFramer('text');
    framer.push(bytes('ST,GS,+  4.'));
    framer.reset();
    expect(framer.push(bytes('876kg\r\n')).readings).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { SealError, createSealer, keyCheck, opensWith } from '../../../../hub/store/sealing.ts';
import { KEY } from './adapters.ts';

const PLACE = ['document', 'S1', 'orders', 'a'];
const sealer = createSealer(KEY);

describe('sealing of private parts', () => {
  it('opens what it sealed, and never seals twice alike', () => {
    for (const value of [{ name: '王\0\ud800' }, null, '', 0, [1, { a: [] }]]) {
      const sealed = [sealer.seal(value, PLACE), sealer.seal(value, PLACE)];
      expect(sealed.map((text) => sealer.open(text, PLACE))).toEqual([value, value]);
      expect(new Set(sealed).size).toBe(2);
    }
  });

  it('opens in its own place only', () => {
    const sealed = sealer.seal({ name: '王' }, PLACE);
    for (const place of [
      ['document', 'S2', 'orders', 'a'],
      ['document', 'S1', 'shipments', 'a'],
      ['document', 'S1', 'orders', 'b'],
      ['document', 'S1', 'orders,a'],
    ]) {
      expect(() => sealer.open(sealed, place)).toThrow(SealError);
    }
  });

  it('notices every changed byte, a cut and a foreign key, and tells nothing of the content', () => {
    const sealed = sealer.seal({ name: 'SECRET' }, PLACE);
    const [number = '', text = ''] = sealed.split(':');
    const bytes = Buffer.from(text, 'base64');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
      expect(() => sealer.open(`${number}:${changed.toString('base64')}`, PLACE)).toThrow(SealError);
    }
    for (const broken of [
      '',
      '1:',
      text,
      `2:${text}`,
      `${number}:${bytes.subarray(0, 20).toString('base64')}`,
    ]) {
      expect(() => sealer.open(broken, PLACE)).toThrow(SealError);
    }
    expect(() => createSealer(new Uint8Array(32)).open(sealed, PLACE)).toThrow(/^(?!.*SECRET)/);
  });

  it('knows its key again', () => {
    expect(opensWith(sealer, keyCheck(sealer))).toBe(true);
    expect(opensWith(createSealer(new Uint8Array(32)), keyCheck(sealer))).toBe(false);
    expect(opensWith(sealer, 'nonsense')).toBe(false);
    expect(() => createSealer(new Uint8Array(31))).toThrow(RangeError);
  });
});

import { describe, expect, it } from 'vitest';
import {
  createSecrets,
  passwordFault,
  pinFault,
} from '../../../electron/station/services/accounts/secrets.ts';

const CHEAP = { N: 16, r: 8, p: 1 };

describe('a secret', () => {
  it('opens with itself in any Unicode form, and with nothing else; two hashes of it differ', async () => {
    const secrets = createSecrets(CHEAP);
    const made = await secrets.make('Caf\u00e9-au-lait', 5);
    expect(made).toMatchObject({ kind: 'scrypt', ...CHEAP, at: 5 });
    expect(JSON.stringify(made)).not.toContain('lait');
    expect(await secrets.verify('Cafe\u0301-au-lait', made)).toBe(true);
    expect(await secrets.verify('Cafe-au-lait', made)).toBe(false);
    expect((await secrets.make('Caf\u00e9-au-lait', 5)).hash).not.toBe(made.hash);
  });

  it('keeps the cost that it was made with when the cost is raised', async () => {
    const made = await createSecrets(CHEAP).make('Lantern-7', 1);
    expect(await createSecrets({ N: 64, r: 8, p: 1 }).verify('Lantern-7', made)).toBe(true);
  });

  it('that is missing or no hash of ours is wrong, and stops nothing', async () => {
    const secrets = createSecrets(CHEAP);
    const made = await secrets.make('Lantern-7', 1);
    for (const broken of [
      undefined,
      { ...made, N: 2 ** 30 },
      { ...made, N: 15 },
      { ...made, r: 0 },
      { ...made, hash: '' },
      { ...made, kind: 'md5' as never },
      {} as never,
    ])
      expect(await secrets.verify('Lantern-7', broken)).toBe(false);
  });

  it('is tried one after another, and too many at once are sent away', async () => {
    const secrets = createSecrets(CHEAP);
    const made = await secrets.make('Lantern-7', 1);
    const tries = await Promise.all(Array.from({ length: 12 }, () => secrets.verify('Lantern-7', made)));
    expect(tries.filter((each) => each === true)).toHaveLength(8);
    expect(tries.filter((each) => each === undefined)).toHaveLength(4);
    expect(await secrets.verify('Lantern-7', made)).toBe(true);
  });

  it('is refused where everybody would try it first', () => {
    expect(passwordFault('1234567', 'Li')).toBe('password_short');
    expect(passwordFault('灯笼河流石头云', 'Li')).toBe('password_short');
    for (const simple of ['12345678', 'abcdefghij', 'aaaaaaaaaa', 'abababababab', 'Chen Xiaoming'])
      expect(passwordFault(simple, 'chen xiaoming')).toBe('password_simple');
    expect(passwordFault('灯笼河流石头云朵', 'Li')).toBeUndefined();
    for (const simple of ['0000', '1234', '9876543']) expect(pinFault(simple)).toBe('pin_simple');
    expect(pinFault('740193')).toBeUndefined();
  });
});

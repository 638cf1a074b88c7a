import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSerialGun } from '../../../electron/station/devices/index.ts';
import type { Gun, GunScan } from '../../../electron/station/devices/index.ts';
import { createPtyGun } from '../../fakes/gun.ts';
import type { PtyGun } from '../../fakes/gun.ts';

let folder: string;
let ptys: PtyGun[];
let guns: Gun[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-storm-'));
  ptys = [];
  guns = [];
});
afterEach(async () => {
  await Promise.all(guns.map((gun) => gun.close()));
  await Promise.all(ptys.map((pty) => pty.close()));
  await rm(folder, { recursive: true, force: true });
});

async function connect(name: string) {
  const pty = await createPtyGun(join(folder, name));
  ptys.push(pty);
  const scans: GunScan[] = [];
  let state = '';
  const waiting = new Set<() => void>();
  const look = (): void => [...waiting].forEach((check) => check());
  guns.push(
    createSerialGun({
      path: pty.path,
      onScan(scan) {
        scans.push(scan);
        look();
      },
      onStatus(status) {
        state = status.state;
        look();
      },
    }),
  );
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  const codes = (): string[] => scans.flatMap((scan) => ('text' in scan ? [scan.text] : []));
  await until(() => state === 'open');
  return { pty, scans, codes, until, state: () => state };
}

/** All hundred in the long run; a sample otherwise. */
const ROUNDS = process.env['PACKLINE_LONG'] === '1' ? 100 : 12;

describe('serial guns under load', () => {
  it('1,000 codes in one burst: none lost, none doubled, in order', async () => {
    const gun = await connect('burst');
    const sent = Array.from({ length: 1000 }, (_, i) =>
      i % 3 === 0 ? '6901234567892' : `SF${String(1e12 + i)}`,
    );
    await gun.pty.type(sent.map((code) => `${code}\r\n`).join(''));
    await gun.until(() => gun.scans.length >= 1000);
    expect(gun.codes()).toEqual(sent);
    expect(gun.scans).toHaveLength(1000);
  });

  it(`pulled out and put in ${String(ROUNDS)} times during scans: every code outside of the gap once, half codes named`, async () => {
    const gun = await connect('cable');
    const sent: string[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const whole = [`R${String(round)}-1`, `R${String(round)}-2`];
      await gun.pty.type(`${whole.join('\r')}\r69012`);
      sent.push(...whole);
      await gun.until(() => gun.codes().length === sent.length);
      await gun.pty.unplug();
      await gun.until(() => gun.state() === 'waiting');
      await gun.pty.plug();
      await gun.until(() => gun.state() === 'open');
    }
    expect(gun.codes()).toEqual(sent);
    const torn = gun.scans.filter((scan) => 'invalid' in scan);
    expect(torn).toHaveLength(ROUNDS);
    expect(torn.every((scan) => 'invalid' in scan && scan.invalid === 'torn')).toBe(true);
  }, 120_000);

  it('two guns at once, byte by byte in turns: neither’s codes are split or mixed', async () => {
    const one = await connect('one');
    const two = await connect('two');
    const mine = (who: string): string[] =>
      Array.from({ length: 40 }, (_, i) => `${who}-${String(i).padStart(6, '0')}`);
    const [first, second] = [mine('ONE'), mine('ZWO')];
    const bytes = (codes: readonly string[]): string => codes.map((code) => `${code}\r`).join('');
    const [a, b] = [bytes(first), bytes(second)];
    for (let at = 0; at < a.length; at += 3)
      await Promise.all([one.pty.type(a.slice(at, at + 3)), two.pty.type(b.slice(at, at + 3))]);
    await one.until(() => one.scans.length >= 40);
    await two.until(() => two.scans.length >= 40);
    expect(one.codes()).toEqual(first);
    expect(two.codes()).toEqual(second);
  });
});

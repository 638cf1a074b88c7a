import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSerialGun, listPorts } from '../../../electron/station/devices/index.ts';
import type { GunScan, GunStatus, Gun } from '../../../electron/station/devices/index.ts';
import { classifyScan } from '../../../shared/codec/index.ts';
import { createPtyGun } from '../../fakes/gun.ts';
import type { PtyGun } from '../../fakes/gun.ts';

const show = (scan: GunScan): string =>
  'text' in scan ? scan.text : `<${scan.invalid} ${String(scan.bytes)}>`;

let folder: string;
let pty: PtyGun;
let guns: Gun[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-gun-'));
  pty = await createPtyGun(join(folder, 'tty'));
  guns = [];
});

afterEach(async () => {
  for (const gun of guns) await gun.close();
  await pty.close();
  await rm(folder, { recursive: true, force: true });
});

/** A gun on the real driver, with what it reported. `until` waits for a condition over that. */
function listen(path: string = pty.path) {
  const scans: string[] = [];
  const states: string[] = [];
  let check: () => void = () => undefined;
  const gun = createSerialGun({
    path,
    onScan(scan) {
      scans.push(show(scan));
      check();
    },
    onStatus({ state, code }: GunStatus) {
      states.push(code === undefined ? state : `${state} ${code}`);
      check();
    },
  });
  guns.push(gun);
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      check = () => {
        if (condition()) resolve();
      };
      check();
    });
  const open = (): boolean => states.at(-1) === 'open';
  return { gun, scans, states, until, open };
}

describe('a serial gun on a pseudo-terminal', () => {
  it('500 codes in one burst, half of them equal: none lost, none doubled, in order', async () => {
    const { scans, until, open } = listen();
    await until(open);
    const codes = Array.from({ length: 500 }, (_, i) =>
      i % 2 === 0 ? '6901234567892' : `SF${String(1e12 + i)}`,
    );
    await pty.type(codes.map((code) => `${code}\r`).join(''));
    await until(() => scans.length >= 500);
    expect(scans).toEqual(codes);
  });

  it('a code and its CR LF in pieces', async () => {
    const { scans, until, open } = listen();
    await until(open);
    for (const piece of ['690123', '4567892', '\r', '\n', 'CMD:', 'OK\r', '\nA', '1\n']) {
      await pty.type(piece);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
    await until(() => scans.length >= 3);
    expect(scans).toEqual(['6901234567892', 'CMD:OK', 'A1']);
  });

  it('pulled out in mid-code ten times: each half code is reported, each whole one read', async () => {
    const { scans, states, until, open } = listen();
    for (let round = 0; round < 10; round += 1) {
      await until(open);
      const before = scans.length;
      await pty.type(`CODE-${String(round)}\r69012`);
      await until(() => scans.length > before);
      // Both pieces went in one write, so the half code is in the framer as well.
      await pty.unplug();
      await until(() => scans.length >= before + 2 && states.at(-1) === 'waiting not_found');
      await pty.plug();
    }
    await until(open);
    await pty.type('LAST\r');
    await until(() => scans.at(-1) === 'LAST');
    const expected = Array.from({ length: 10 }, (_, i) => [`CODE-${String(i)}`, '<torn 5>']).flat();
    expect(scans).toEqual([...expected, 'LAST']);
    expect(states.filter((state) => state === 'open')).toHaveLength(11);
  });

  it('hostile bytes: invalid UTF-8, ESC, 5,000 characters, printer commands; the next code is right', async () => {
    const { scans, until, open } = listen();
    await until(open);
    await pty.type(new Uint8Array([0xff, 0xfe, 0x41, 13]));
    await pty.type('^XA^XZ\r"; DROP TABLE orders\r\u001b!?\r<b>\r');
    await pty.type('A'.repeat(5000) + '\r');
    await pty.type('A'.repeat(600) + '\r');
    await pty.type('6901234567892\r');
    await until(() => scans.at(-1) === '6901234567892');
    expect(scans).toEqual([
      '<encoding 3>',
      '^XA^XZ',
      '"; DROP TABLE orders',
      '\u001b!?',
      '<b>',
      '<too_long 4097>',
      'A'.repeat(600),
      '6901234567892',
    ]);
    const kinds = scans.slice(1, 5).map((text) => {
      const found = classifyScan({ text, source: 'serial' });
      return found.kind === 'invalid' ? found.reason : found.kind;
    });
    expect(kinds).toEqual(['text', 'text', 'control_chars', 'text']);
  });

  it('a port that another gun has: says so, and takes it over when that is closed', async () => {
    const first = listen();
    await first.until(first.open);
    const second = listen();
    await second.until(() => second.states.includes('error locked'));
    await first.gun.close();
    await second.until(second.open);
    await pty.type('A1\r');
    await second.until(() => second.scans.length === 1);
    expect(first.scans).toEqual([]);
  });

  it('let go of while it opens, at any moment: the process lives, and the next one gets the port', async () => {
    for (const ms of [0, 2, 5, 10, 20, 40]) {
      const early = listen();
      await new Promise((wake) => setTimeout(wake, ms));
      await early.gun.close();
    }
    const next = listen();
    await next.until(next.open);
    await pty.type('A1\r');
    await next.until(() => next.scans.length === 1);
    expect(next.scans).toEqual(['A1']);
  });

  it('a path that does not exist yet, and one that is no port', async () => {
    const link = join(folder, 'later');
    const late = listen(link);
    await late.until(() => late.states.includes('waiting not_found'));
    await symlink(pty.path, link);
    await late.until(late.open);
    const file = join(folder, 'file');
    await writeFile(file, '');
    const wrong = listen(file);
    await wrong.until(() => wrong.states.length === 2);
    expect(wrong.states[1]).toBe('error not_a_port');
  });
});

describe('listPorts', () => {
  it('answers on this computer, whatever it has', async () => {
    expect(Array.isArray(await listPorts())).toBe(true);
  });
});

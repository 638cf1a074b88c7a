import { describe, expect, it } from 'vitest';
import { readFlags } from '../../../electron/main/flags.ts';
import { defaultDataFolder, sealedKeyFile } from '../../../shared/contract/data-folder.ts';
import {
  describeError,
  EXIT_CODES,
  failureMessage,
  failureOf,
  failureOfExit,
} from '../../../shared/contract/failure.ts';
import type { HostFailure } from '../../../shared/contract/failure.ts';

describe('the data folder', () => {
  it.each([
    ['linux', {}, '/home/li/.local/share/packline'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/packline'],
    ['linux', { XDG_DATA_HOME: 'relative' }, '/home/li/.local/share/packline'],
    ['darwin', { XDG_DATA_HOME: '/data' }, '/home/li/Library/Application Support/packline'],
    ['win32', { APPDATA: 'C:\\Users\\li\\AppData\\Roaming' }, 'C:\\Users\\li\\AppData\\Roaming\\packline'],
  ])('lies in the usual place on %s with %j', (platform, env, folder) => {
    expect(defaultDataFolder({ platform, env, home: '/home/li' })).toBe(folder);
  });

  it('holds the sealed key under a path of its system', () => {
    expect(sealedKeyFile('C:\\d', 'win32')).toBe('C:\\d\\station.key.sealed');
    expect(sealedKeyFile('/d', 'linux')).toBe('/d/station.key.sealed');
  });
});

describe('failures', () => {
  const failures = Object.keys(EXIT_CODES) as HostFailure[];

  it('have an exit code each that tells them, and a message in both languages', () => {
    expect(new Set(Object.values(EXIT_CODES)).size).toBe(failures.length);
    for (const failure of failures) {
      // Where a new start may help, it is made.
      const again = failure === 'internal' || failure === 'restart';
      expect(failureOfExit(EXIT_CODES[failure])).toBe(again ? undefined : failure);
      expect(failureMessage(failure, 'zh_CN.UTF-8')).toMatch(/\p{Script=Han}/u);
      expect(failureMessage(failure, 'en_US.UTF-8')).not.toMatch(/\p{Script=Han}/u);
    }
    expect([failureOfExit(0), failureOfExit(137)]).toEqual([undefined, undefined]);
  });

  it('are told by the code of an error', () => {
    const error = (code: unknown): Error => Object.assign(new Error('x'), { code });
    expect(failureOf(error('storage-newer'))).toBe('storage-newer');
    expect(failureOf(error('ENOSPC'))).toBe('storage-failed');
    expect(failureOf(error('EADDRINUSE'))).toBe('port-taken');
    for (const other of [error('toString'), error(5), new Error('x'), null, 'storage-newer']) {
      expect(failureOf(other)).toBe('internal');
    }
  });

  it('come into the log without what an error may quote, but with what the system says', () => {
    const quoting = describeError(new Error('张三 13800000000'));
    expect(quoting).not.toMatch(/张三|138/);
    expect(quoting).toMatch(/Error.* at /);
    const system = Object.assign(new Error("ENOSPC: no space left, write '/d/x'"), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    expect(describeError(system)).toContain('no space left');
  });
});

describe('flags of the Electron host', () => {
  it('are read among those of Electron itself', () => {
    const flags = readFlags(['electron', '--no-sandbox', '.', '--data', '/d', '--kiosk', '--bench=2']);
    expect(flags).toEqual({ data: '/d', kiosk: true, fullscreen: false, bench: '2' });
    expect(readFlags(['electron', '.'])).toEqual({
      data: undefined,
      kiosk: false,
      fullscreen: false,
      bench: undefined,
    });
  });
});

import { fork } from 'node:child_process';
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPtyGun } from '../../fakes/gun.ts';
import { nowEpoch } from './host.ts';

export interface BenchGun {
  /** Where the station finds it. */
  readonly path: string;
  /** Writes code and CR in this turn. @returns the time just before */
  shoot(code: string): number;
  close(): Promise<void>;
}

/** A gun whose writing takes no turn of the event loop, so that the time before it is the time of the byte. */
export async function benchGun(path: string): Promise<BenchGun> {
  const pty = await createPtyGun(path);
  const end = openSync(`${path}.gun`, constants.O_WRONLY | constants.O_NOCTTY);
  return {
    path,
    shoot(code) {
      const at = nowEpoch();
      writeSync(end, `${code}\r`);
      return at;
    },
    async close() {
      closeSync(end);
      await pty.close();
    },
  };
}

/** Byte written → `data` of serialport in a process that does nothing else, ms. */
export async function rawSerial(folder: string, count: number, pauseMs: number): Promise<number[]> {
  const gun = await benchGun(join(folder, 'raw-gun'));
  const reader = fork(join(import.meta.dirname, 'raw-serial.ts'), [gun.path], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const told = (): Promise<number> =>
    new Promise((resolve) => reader.once('message', (message: { at: number }) => resolve(message.at)));
  await told();
  await sleep(300);
  const took: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const seen = told();
    const at = gun.shoot('2988000000000');
    took.push((await seen) - at);
    await sleep(pauseMs);
  }
  const gone = new Promise((resolve) => reader.once('exit', resolve));
  reader.disconnect();
  await gone;
  await gun.close();
  return took;
}

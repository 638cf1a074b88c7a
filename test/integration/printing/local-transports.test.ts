import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chmod, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createDeviceFileTransport,
  createOsQueueTransport,
  createSerialTransport,
  isQueueName,
} from '../../../electron/station/printing/index.ts';
import type { SerialPortLike } from '../../../electron/station/printing/index.ts';

const PATIENT = { connectMs: 10_000, progressMs: 10_000, closeMs: 10_000 };
const BYTES = Uint8Array.from({ length: 3000 }, (_, i) => i & 0xff);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packline-lines-'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe('device file', () => {
  it('that is absent is not sent, and nothing is created in its place', async () => {
    const path = join(folder, 'lp0');
    const transport = createDeviceFileTransport(path);
    expect(await transport.send(BYTES, PATIENT)).toEqual({ kind: 'not_sent', code: 'device_absent' });
    expect(await transport.probe?.(100)).toBe(false);
    await expect(stat(path)).rejects.toThrow('ENOENT');
  });

  it('that is a regular file is refused and left alone', async () => {
    const path = join(folder, 'regular');
    await writeFile(path, 'keep me');
    expect(await createDeviceFileTransport(path).send(BYTES, PATIENT)).toEqual({
      kind: 'not_sent',
      code: 'not_a_device',
    });
    expect(await readFile(path, 'utf8')).toBe('keep me');
    expect(await createDeviceFileTransport(folder).send(BYTES, PATIENT)).toMatchObject({
      code: 'not_a_device',
    });
  });

  it('that takes the bytes: sent, unconfirmed', async () => {
    expect(await createDeviceFileTransport('/dev/null').send(BYTES, PATIENT)).toEqual({
      kind: 'sent_unconfirmed',
      code: 'drained',
    });
  });

  it('that fails at the first byte is not sent', async () => {
    expect(await createDeviceFileTransport('/dev/full').send(BYTES, PATIENT)).toEqual({
      kind: 'not_sent',
      code: 'not_accepting',
    });
  });

  it('that stops taking bytes half-way is unknown, with a deadline', async () => {
    const pair = await ptyPair('stall');
    // Nobody reads the other end: the terminal's buffer fills.
    const reader = await open(pair.far, 'r+');
    const outcome = await createDeviceFileTransport(pair.near).send(new Uint8Array(4 * 1024 * 1024), {
      ...PATIENT,
      progressMs: 400,
    });
    await pair.stop(() => reader.close());
    expect(outcome).toMatchObject({ kind: 'unknown', code: 'stalled' });
  });

  it('is not written to when asked to stop before', async () => {
    const outcome = await createDeviceFileTransport('/dev/null').send(BYTES, {
      ...PATIENT,
      signal: AbortSignal.abort(),
    });
    expect(outcome).toEqual({ kind: 'not_sent', code: 'aborted' });
  });
});

describe('serial line', () => {
  const openPort = (path: string, { baudRate }: { baudRate: number }): Promise<SerialPortLike> =>
    new Promise((resolve, reject) => {
      const port = new SerialPort({ path, baudRate, autoOpen: false, lock: true });
      port.open((error) => (error ? reject(error) : resolve(port)));
    });

  it('carries the bytes unchanged and waits for the drain', async () => {
    const pair = await ptyPair('good');
    const far = await openPort(pair.far, { baudRate: 115200 });
    const heard: Buffer[] = [];
    const all = new Promise<void>((resolve) => {
      far.on('data', (bytes) => {
        heard.push(Buffer.from(bytes));
        if (heard.reduce((sum, part) => sum + part.length, 0) >= BYTES.length) resolve();
      });
    });
    const transport = createSerialTransport({ path: pair.near, baudRate: 115200, openPort });
    expect(await transport.send(BYTES, PATIENT)).toEqual({ kind: 'sent_unconfirmed', code: 'drained' });
    await all;
    expect(Buffer.compare(Buffer.concat(heard), BYTES)).toBe(0);
    // The port was closed: it can be opened again, and asked.
    far.on('data', (bytes) => {
      if (Buffer.from(bytes).includes(0x3f)) far.write(Uint8Array.of(4), () => undefined);
    });
    expect(await transport.queryStatus?.('tspl', 10_000)).toMatchObject({
      state: 'paper_out',
      reach: 'answered',
    });
    await pair.stop(() => new Promise<void>((resolve) => void far.close(() => resolve())));
  });

  it('that is absent or locked is not sent', async () => {
    const absent = createSerialTransport({ path: join(folder, 'none'), baudRate: 9600, openPort });
    expect(await absent.send(BYTES, PATIENT)).toEqual({ kind: 'not_sent', code: 'device_absent' });
    expect(await absent.queryStatus?.('tspl', 100)).toMatchObject({ state: 'unknown', reach: 'unreachable' });
    const pair = await ptyPair('locked');
    const holder = await openPort(pair.near, { baudRate: 9600 });
    const locked = createSerialTransport({ path: pair.near, baudRate: 9600, openPort });
    expect(await locked.send(BYTES, PATIENT)).toEqual({ kind: 'not_sent', code: 'locked' });
    await pair.stop(() => new Promise<void>((resolve) => void holder.close(() => resolve())));
  });

  /** A port whose third write behaves as told. */
  const faulty = (third: 'error' | 'never' | 'unplugged'): SerialPortLike => {
    const listeners: (() => void)[] = [];
    let writes = 0;
    return {
      write(_bytes, done) {
        writes += 1;
        if (writes < 3) return setImmediate(done);
        if (third === 'error') return setImmediate(() => done(new Error('EIO')));
        if (third === 'unplugged') return setImmediate(() => listeners.forEach((tell) => tell()));
        return undefined;
      },
      drain: (done) => setImmediate(done),
      close: (done) => setImmediate(done),
      on(event: string, listener: (value: never) => void) {
        if (event === 'close') listeners.push(listener as () => void);
      },
    };
  };
  it.each([
    ['error', 'write_failed'],
    ['never', 'stalled'],
    ['unplugged', 'write_failed'],
  ] as const)('that goes wrong half-way (%s) is unknown', async (third, code) => {
    const transport = createSerialTransport({
      path: 'COM3',
      baudRate: 9600,
      openPort: () => Promise.resolve(faulty(third)),
    });
    expect(await transport.send(BYTES, { ...PATIENT, progressMs: third === 'never' ? 100 : 10_000 })).toEqual(
      {
        kind: 'unknown',
        code,
        bytesWritten: 1024,
      },
    );
  });

  it('that never drains is unknown', async () => {
    const port = {
      ...faulty('error'),
      write: (_: Uint8Array, done: () => void) => setImmediate(done),
      drain: () => 0,
    };
    const transport = createSerialTransport({
      path: 'x',
      baudRate: 1e9,
      openPort: () => Promise.resolve(port),
    });
    expect(await transport.send(BYTES, { ...PATIENT, closeMs: 50 })).toMatchObject({ code: 'drain_timeout' });
  });
});

describe('queue of the operating system', () => {
  /** A stand-in for `lp` that keeps its arguments and input and ends as told. */
  async function fakeLp(name: string, ending: string): Promise<{ program: string; got: string }> {
    const program = join(folder, name);
    const got = join(folder, `${name}.got`);
    await writeFile(
      program,
      `#!/bin/sh\nfor a in "$@"; do printf '%s\\n' "$a" >> '${got}.args'; done\n${ending.replaceAll('GOT', `'${got}'`)}\n`,
    );
    await chmod(program, 0o700);
    return { program, got };
  }

  it('gets the bytes on standard input and the arguments one by one', async () => {
    const lp = await fakeLp('lp-good', 'cat > GOT');
    const transport = createOsQueueTransport({
      queue: 'Gprinter_GP-1924D',
      platform: 'cups',
      program: lp.program,
    });
    expect(await transport.send(BYTES, PATIENT)).toEqual({ kind: 'sent_unconfirmed', code: 'spooled' });
    expect(Buffer.compare(await readFile(lp.got), BYTES)).toBe(0);
    expect((await readFile(`${lp.got}.args`, 'utf8')).split('\n')).toEqual([
      '-d',
      'Gprinter_GP-1924D',
      '-o',
      'raw',
      '-t',
      'packline',
      '',
    ]);
  });

  it.each([
    ['lp: The printer or class does not exist.', 'not_sent', 'no_such_queue'],
    ['lp: Destination "x" is not accepting jobs.', 'not_sent', 'not_accepting'],
    ['lp: Error - unable to connect to server', 'not_sent', 'no_spooler'],
    ['lp: something else', 'unknown', 'spooler_failed'],
  ] as const)('"%s" is %s, %s', async (message, kind, code) => {
    const lp = await fakeLp(`lp-${code}`, `cat > /dev/null; echo '${message}' >&2; exit 1`);
    const transport = createOsQueueTransport({ queue: 'q', platform: 'cups', program: lp.program });
    expect(await transport.send(BYTES, PATIENT)).toMatchObject({ kind, code });
  });

  it('without the program is not sent; a program that hangs ends at the deadline', async () => {
    const absent = createOsQueueTransport({ queue: 'q', platform: 'cups', program: join(folder, 'no-lp') });
    expect(await absent.send(BYTES, PATIENT)).toEqual({ kind: 'not_sent', code: 'no_spooler' });
    const lp = await fakeLp('lp-hangs', 'exec sleep 60');
    const hangs = createOsQueueTransport({ queue: 'q', platform: 'cups', program: lp.program });
    expect(await hangs.send(BYTES, { connectMs: 100, progressMs: 100, closeMs: 100 })).toMatchObject({
      kind: 'unknown',
      code: 'stalled',
    });
  });

  it.each([
    [0, { kind: 'sent_unconfirmed', code: 'spooled' }],
    [11, { kind: 'not_sent', code: 'no_such_queue' }],
    [12, { kind: 'not_sent', code: 'not_accepting' }],
    [13, { kind: 'unknown', code: 'spooler_failed' }],
  ] as const)(
    'Windows: the RAW spooler that ends with %i, by a stand-in of PowerShell',
    async (exit, outcome) => {
      const shell = await fakeLp(
        `powershell-${String(exit)}`,
        `cat > GOT; printf '%s' "$PACKLINE_QUEUE" > GOT.queue; exit ${String(exit)}`,
      );
      const queue = '佳博 GP-1324D (副本)';
      const transport = createOsQueueTransport({ queue, platform: 'windows', program: shell.program });
      expect(await transport.send(BYTES, PATIENT)).toMatchObject(outcome);
      expect(Buffer.compare(await readFile(shell.got), BYTES)).toBe(0);
      // The name is never part of a command line, and there is no way back to the printer.
      expect(await readFile(`${shell.got}.queue`, 'utf8')).toBe(queue);
      expect(await readFile(`${shell.got}.args`, 'utf8')).not.toContain('GP-1324D');
      expect(transport.queryStatus).toBeUndefined();
    },
  );

  it('refuses names that could be anything but a name', async () => {
    for (const name of ['', '-o', 'a b', 'a;b', '$(x)', 'a/b', 'a\nb', "a'b", 'x'.repeat(200)]) {
      expect(isQueueName(name, 'cups')).toBe(false);
      const transport = createOsQueueTransport({ queue: name, platform: 'cups', program: '/bin/true' });
      expect(await transport.send(BYTES, PATIENT)).toEqual({ kind: 'not_sent', code: 'bad_queue_name' });
    }
    expect(isQueueName('面单打印机_1', 'cups')).toBe(true);
    expect(isQueueName('Zebra ZD421 (copy 1)', 'windows')).toBe(true);
    expect(isQueueName('\\\\server\\printer', 'windows')).toBe(true);
    expect(isQueueName('a"b', 'windows')).toBe(false);
  });
});

/** Two pseudo-terminals that are joined. */
async function ptyPair(
  name: string,
): Promise<{ near: string; far: string; stop(first: () => Promise<void>): Promise<void> }> {
  const near = join(folder, `${name}-near`);
  const far = join(folder, `${name}-far`);
  const socat: ChildProcess = spawn('socat', [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => socat.once('exit', () => resolve()));
  for (let i = 0; i < 200; i++) {
    const there = await Promise.all(
      [near, far].map((path) =>
        stat(path).then(
          () => true,
          () => false,
        ),
      ),
    );
    if (there.every(Boolean)) break;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    near,
    far,
    async stop(first) {
      await first();
      socat.kill();
      await ended;
    },
  };
}

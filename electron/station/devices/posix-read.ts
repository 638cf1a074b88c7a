import { read } from 'node:fs';
import { promisify } from 'node:util';

/** The parts of serialport's Linux and macOS ports that reading needs. */
export interface PosixPort {
  fd: number | null;
  readonly isOpen: boolean;
  readonly poller: { once(event: 'readable', callback: (error: Error | null) => void): unknown };
}

const readFd = promisify(read);

/**
 * Reads from a port of serialport on Linux or macOS, in place of its own `read`.
 *
 * A line that hangs up gives zero bytes. The driver (bindings-cpp 13.0.0) takes that for "nothing yet" and reads
 * again at once: when the cable is pulled just after a code came in, it never reports the unplug and keeps a core
 * busy. Ports are opened with VMIN 1, so zero bytes mean the end and nothing else.
 *
 * Rejects with `canceled` when the port was closed by us, with any other error when the line is gone.
 */
export async function readPosix(
  port: PosixPort,
  buffer: Buffer,
  offset: number,
  length: number,
): Promise<{ buffer: Buffer; bytesRead: number }> {
  for (;;) {
    if (!port.isOpen || port.fd === null) throw closedByUs();
    try {
      const { bytesRead } = await readFd(port.fd, buffer, offset, length, null);
      if (bytesRead > 0) return { buffer, bytesRead };
    } catch (error) {
      if (!isNothingYet(error)) throw error;
      // Closed while the read was under way: to wait on a poller that is gone is a segmentation fault.
      if (!port.isOpen) throw closedByUs();
      await readable(port);
      continue;
    }
    throw Object.assign(new Error('The line has hung up'), { disconnect: true });
  }
}

const closedByUs = (): Error => Object.assign(new Error('Port is not open'), { canceled: true });

const isNothingYet = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  ['EAGAIN', 'EWOULDBLOCK', 'EINTR'].includes(String(error.code));

const readable = (port: PosixPort): Promise<void> =>
  new Promise((resolve, reject) => {
    port.poller.once('readable', (error) => (error ? reject(error) : resolve()));
  });

import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { errnoOf } from './deadline.ts';
import type { NotSentCode, Outcome, Transport } from './types.ts';

const CHUNK = 4096;
const BUSY_MS = 5;

/**
 * A printer as a device file, such as `/dev/usb/lp0` (Linux and macOS). Opened without creating anything and only if
 * it is a character device: writing into a regular file of that name would look like success. Non-blocking, so that
 * a printer without paper stalls here, where the deadline sees it.
 */
export function createDeviceFileTransport(path: string): Transport {
  return {
    async send(bytes, options) {
      if (options.signal?.aborted) return { kind: 'not_sent', code: 'aborted' };
      const device = await openDevice(path);
      if ('refused' in device) return { kind: 'not_sent', code: device.refused };
      try {
        return await writeAll(device.handle, bytes, options.progressMs, options.signal);
      } finally {
        await device.handle.close().catch(() => undefined); // the device may be gone; the outcome stands
      }
    },
    async probe() {
      const device = await openDevice(path);
      if ('refused' in device) return false;
      await device.handle.close();
      return true;
    },
  };
}

async function openDevice(path: string): Promise<{ handle: FileHandle } | { refused: NotSentCode }> {
  const { O_WRONLY, O_NOCTTY, O_NONBLOCK } = constants;
  // Windows has neither flag nor device files.
  if (O_NOCTTY === undefined || O_NONBLOCK === undefined) return { refused: 'unsupported' };
  let handle: FileHandle;
  try {
    handle = await open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK);
  } catch (error) {
    return { refused: openCode(errnoOf(error)) };
  }
  const stat = await handle.stat();
  if (stat.isCharacterDevice()) return { handle };
  await handle.close();
  return { refused: 'not_a_device' };
}

async function writeAll(
  handle: FileHandle,
  bytes: Uint8Array,
  progressMs: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  let written = 0;
  let lastProgress = performance.now();
  const lost = (code: 'stalled' | 'aborted' | 'write_failed'): Outcome => {
    if (written > 0) return { kind: 'unknown', code, bytesWritten: written };
    // Not one byte was taken.
    return { kind: 'not_sent', code: code === 'aborted' ? 'aborted' : 'not_accepting' };
  };
  while (written < bytes.length) {
    if (signal?.aborted) return lost('aborted');
    try {
      const chunk = bytes.subarray(written, written + CHUNK);
      const result = await handle.write(chunk);
      if (result.bytesWritten > 0) lastProgress = performance.now();
      written += result.bytesWritten;
    } catch (error) {
      const code = errnoOf(error);
      if (code !== 'EAGAIN' && code !== 'EINTR') return lost('write_failed');
      if (performance.now() - lastProgress > progressMs) return lost('stalled');
      await pause(BUSY_MS);
    }
  }
  return { kind: 'sent_unconfirmed', code: 'drained' };
}

function openCode(code: string | undefined): NotSentCode {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'no_rights';
    case 'EBUSY':
      return 'busy';
    case 'EISDIR':
      return 'not_a_device';
    default:
      return 'device_absent'; // ENOENT, ENODEV, ENXIO, ENOTDIR
  }
}

import { createBitmap } from '../../../shared/base/bitmap.ts';
import { blit, ByteQueue, invert } from './interpreter.ts';
import type { Interpreter, InterpreterEvents, PaperSettings } from './interpreter.ts';

/**
 * Reads ESC/POS raster jobs. Rows come out as they arrive, as on paper: a job that breaks off leaves half a label.
 * A label ends at a cut, at the next `ESC @` or when the line is closed.
 */
export function createEscposInterpreter(events: InterpreterEvents, paper: PaperSettings): Interpreter {
  const queue = new ByteQueue();
  let bands: { rows: Uint8Array; rowBytes: number }[] = [];

  const finish = (complete: boolean): void => {
    if (bands.length === 0) return;
    const width = Math.max(...bands.map((band) => band.rowBytes)) * 8;
    const height = bands.reduce((sum, band) => sum + band.rows.length / band.rowBytes, 0);
    const label = createBitmap(width, height);
    let y = 0;
    for (const band of bands) {
      blit(label, 0, y, paper.polarity === 'normal' ? band.rows : invert(band.rows), band.rowBytes);
      y += band.rows.length / band.rowBytes;
    }
    bands = [];
    events.label(label, complete);
  };

  /** Commands by their first bytes: length in bytes and what they do. */
  const step = (): boolean => {
    const [a, b] = [queue.at(0), queue.at(1)];
    if (a === 0x0a) {
      queue.take(1);
      return true;
    }
    if (a !== 0x1b && a !== 0x1d && a !== 0x10) {
      let count = 1;
      while (count < queue.length && ![0x1b, 0x1d, 0x10].includes(queue.at(count) ?? 0)) count++;
      events.garbage(queue.take(count), 'prints as text');
      return true;
    }
    if (b === undefined) return false;
    if (a === 0x1b && b === 0x40) {
      queue.take(2);
      finish(true);
      return true;
    }
    if (a === 0x1b && (b === 0x64 || b === 0x4a)) return skip(3);
    if (a === 0x1d && b === 0x56) {
      if (queue.length < 3) return false;
      const feedFirst = queue.at(2) === 65 || queue.at(2) === 66;
      if (queue.length < (feedFirst ? 4 : 3)) return false;
      queue.take(feedFirst ? 4 : 3);
      finish(true);
      return true;
    }
    if (a === 0x1d && b === 0x0c) return skip(2);
    if (a === 0x10 && b === 0x04) {
      if (queue.length < 3) return false;
      events.statusQuery(queue.take(3)[2] ?? 0);
      return true;
    }
    if (a === 0x1d && b === 0x76) return raster();
    events.garbage(queue.take(2), 'unknown command');
    return true;
  };

  const skip = (length: number): boolean => {
    if (queue.length < length) return false;
    queue.take(length);
    return true;
  };

  const raster = (): boolean => {
    if (queue.length < 8) return false;
    const byte = (index: number): number => queue.at(index) ?? 0;
    const rowBytes = byte(4) + byte(5) * 256;
    const height = byte(6) + byte(7) * 256;
    const plain = byte(2) === 0x30 && (byte(3) === 0 || byte(3) === 48);
    if (!plain || rowBytes === 0 || height === 0) {
      events.garbage(queue.take(8), 'malformed GS v 0');
      return true;
    }
    if (queue.length < 8 + rowBytes * height) return false;
    queue.take(8);
    bands.push({ rows: queue.take(rowBytes * height), rowBytes });
    return true;
  };

  return {
    push(bytes) {
      queue.push(bytes);
      while (queue.length > 0 && step());
    },
    end() {
      const cutOff = queue.length > 0;
      if (cutOff && queue.at(0) === 0x1d && queue.at(1) === 0x76 && queue.length > 8) {
        const rowBytes = (queue.at(4) ?? 0) + (queue.at(5) ?? 0) * 256;
        queue.take(8);
        const whole = rowBytes === 0 ? 0 : Math.floor(queue.length / rowBytes) * rowBytes;
        if (whole > 0) bands.push({ rows: queue.take(whole), rowBytes });
      }
      if (queue.length > 0) events.garbage(queue.take(queue.length), 'job cut off');
      finish(!cutOff);
    },
  };
}

import { createBitmap } from '../../../shared/base/bitmap.ts';
import type { Bitmap } from '../../../shared/base/bitmap.ts';
import { blit, ByteQueue, invert } from './interpreter.ts';
import type { Interpreter, InterpreterEvents, PaperSettings } from './interpreter.ts';

const LF = 0x0a;
const ESC = 0x1b;
const HARMLESS =
  /^(GAP|BLINE|DIRECTION|REFERENCE|OFFSET|DENSITY|SPEED|SETC|SET (TEAR|PEEL|CUTTER|RESPONSE)) /;

/**
 * Reads TSPL as the clone that drops what it does not know: a job with an unknown command prints nothing.
 * The picture stays in the image buffer until `CLS`, as on paper: a job without it prints over the last one.
 */
export function createTsplInterpreter(events: InterpreterEvents, paper: PaperSettings): Interpreter {
  const queue = new ByteQueue();
  let image: Bitmap | undefined;
  let spoilt = false;

  const garbage = (bytes: Uint8Array, why: string): void => {
    spoilt = true;
    events.garbage(bytes, why);
  };

  /** @returns false when more bytes are needed */
  const step = (): boolean => {
    if (queue.at(0) === ESC) {
      if (queue.length < 3) return false;
      const command = queue.take(3);
      if (command[1] === 0x21 && command[2] === 0x3f) events.statusQuery(0);
      else garbage(command, 'unknown immediate command');
      return true;
    }
    if (queue.at(0) === LF || queue.at(0) === 0x0d) {
      queue.take(1);
      return true;
    }
    if ('BITMAP '.startsWith(queue.text(7)) && queue.length < 7) return false;
    if (queue.text(7) === 'BITMAP ') return bitmap();
    const end = queue.indexOf(LF);
    if (end < 0) return false;
    const bytes = queue.take(end + 1);
    command(
      Buffer.from(bytes)
        .toString('latin1')
        .replace(/\r?\n$/, ''),
      bytes,
    );
    return true;
  };

  const bitmap = (): boolean => {
    const head = /^BITMAP (\d+),(\d+),(\d+),(\d+),([012]),/.exec(queue.text(60));
    if (!head) {
      if (queue.length < 60) return false;
      garbage(queue.take(60), 'malformed BITMAP');
      return true;
    }
    const [x, y, rowBytes, height, mode] = head.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
    ];
    const size = rowBytes * height;
    if (queue.length < head[0].length + size) return false;
    queue.take(head[0].length);
    const data = queue.take(size);
    if (!image) {
      garbage(data.subarray(0, 32), 'BITMAP before SIZE');
      return true;
    }
    // 0 prints black on a genuine TSC.
    const black = paper.polarity === 'normal' ? invert(data) : data;
    blit(image, x, y, black, rowBytes, mode === 0 ? 'set' : mode === 1 ? 'or' : 'xor');
    return true;
  };

  const command = (text: string, bytes: Uint8Array): void => {
    const size = /^SIZE ([\d.]+) mm, ?([\d.]+) mm$/.exec(text);
    const print = /^PRINT (\d+)(?:,(\d+))?$/.exec(text);
    if (size) {
      const width = Math.round(Number(size[1]) * paper.dotsPerMm);
      const height = Math.round(Number(size[2]) * paper.dotsPerMm);
      if (width > 0 && height > 0 && width <= 4000 && height <= 20_000) image = createBitmap(width, height);
      else garbage(bytes, 'impossible SIZE');
    } else if (text === 'CLS') {
      image?.bits.fill(0);
      spoilt = false;
    } else if (print) {
      const copies = Number(print[1]) * Number(print[2] ?? 1);
      if (spoilt || !image) events.garbage(bytes, 'job dropped');
      else for (let i = 0; i < copies; i++) events.label({ ...image, bits: image.bits.slice() }, true);
    } else if (!HARMLESS.test(text)) {
      garbage(bytes, 'unknown command');
    }
  };

  return {
    push(bytes) {
      queue.push(bytes);
      while (queue.length > 0 && step());
    },
    end() {
      if (queue.length > 0) events.garbage(queue.take(queue.length), 'job cut off');
    },
  };
}

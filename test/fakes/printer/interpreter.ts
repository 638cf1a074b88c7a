import type { Bitmap } from '../../../shared/base/bitmap.ts';

/** What an interpreter reports. Everything that is not one of our bitmap jobs is garbage: a real printer would
 * print it as text, ignore it, or hang in it. */
export interface InterpreterEvents {
  label(bitmap: Bitmap, complete: boolean): void;
  garbage(bytes: Uint8Array, why: string): void;
  statusQuery(which: number): void;
}

export interface Interpreter {
  push(bytes: Uint8Array): void;
  /** The line is closed: whatever is half done shows now. */
  end(): void;
}

export interface PaperSettings {
  readonly dotsPerMm: number;
  readonly polarity: 'normal' | 'inverted';
}

/** Bytes that arrive in pieces, taken from the front. */
export class ByteQueue {
  private bytes: Uint8Array = new Uint8Array();

  push(more: Uint8Array): void {
    const joined = new Uint8Array(this.bytes.length + more.length);
    joined.set(this.bytes);
    joined.set(more, this.bytes.length);
    this.bytes = joined;
  }

  get length(): number {
    return this.bytes.length;
  }

  at(index: number): number | undefined {
    return this.bytes[index];
  }

  indexOf(byte: number, from = 0): number {
    return this.bytes.indexOf(byte, from);
  }

  /** ASCII text of the first `count` bytes, without taking them. */
  text(count: number, from = 0): string {
    return Buffer.from(this.bytes.subarray(from, from + count)).toString('latin1');
  }

  take(count: number): Uint8Array {
    const out = this.bytes.slice(0, count);
    this.bytes = this.bytes.subarray(count);
    return out;
  }
}

/** Draws raw raster rows (1 = black) into a picture; what lies outside is lost, as on paper. */
export function blit(
  target: Bitmap,
  x: number,
  y: number,
  rows: Uint8Array,
  rowBytes: number,
  mode: 'set' | 'or' | 'xor' = 'set',
): void {
  const height = Math.floor(rows.length / rowBytes);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < rowBytes * 8; column++) {
      const tx = x + column;
      const ty = y + row;
      if (tx < 0 || ty < 0 || tx >= target.width || ty >= target.height) continue;
      const black = ((rows[row * rowBytes + (column >> 3)] ?? 0) & (0x80 >> (column & 7))) !== 0;
      const index = ty * target.stride + (tx >> 3);
      const mask = 0x80 >> (tx & 7);
      const old = target.bits[index] ?? 0;
      if (mode === 'xor') target.bits[index] = black ? old ^ mask : old;
      else if (black) target.bits[index] = old | mask;
      else if (mode === 'set') target.bits[index] = old & ~mask;
    }
  }
}

export const invert = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => ~byte & 0xff);

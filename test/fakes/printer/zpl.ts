import { inflateSync } from 'node:zlib';
import { createBitmap } from '../../../shared/base/bitmap.ts';
import { blit, ByteQueue, invert } from './interpreter.ts';
import type { Interpreter, InterpreterEvents, PaperSettings } from './interpreter.ts';

const CARET = 0x5e;
const TILDE = 0x7e;
const HARMLESS = new Set(['MN', 'MT', 'MM', 'PR', 'MD', 'PO', 'LS', 'LT', 'CI', 'FS', 'PM']);

/** Reads ZPL that holds nothing but graphic fields; any text or bar code command is garbage here. */
export function createZplInterpreter(events: InterpreterEvents, paper: PaperSettings): Interpreter {
  const queue = new ByteQueue();
  let open = false;
  let spoilt = false;
  let size = { width: 832, height: 1218 };
  let home = { x: 0, y: 0 };
  let origin = { x: 0, y: 0 };
  let copies = 1;
  let graphics: { x: number; y: number; rows: Uint8Array; rowBytes: number }[] = [];

  const garbage = (bytes: Uint8Array, why: string): void => {
    spoilt = true;
    events.garbage(bytes, why);
  };

  const step = (): boolean => {
    const first = queue.at(0);
    if (first !== CARET && first !== TILDE) {
      const next = nextCommand(0);
      const bytes = queue.take(next < 0 ? queue.length : next);
      if (bytes.some((byte) => byte > 0x20)) garbage(bytes, 'text outside of a command');
      return true;
    }
    if (queue.length < 3) return false;
    if (queue.text(3) === '~HS') {
      queue.take(3);
      events.statusQuery(0);
      return true;
    }
    if (queue.text(3) === '^XZ') {
      queue.take(3);
      finish();
      return true;
    }
    const end = nextCommand(1);
    if (end < 0) return false;
    const bytes = queue.take(end);
    const text = Buffer.from(bytes).toString('latin1');
    command(text.slice(0, 3), text.slice(3).replace(/[\r\n]/g, ''), bytes);
    return true;
  };

  const nextCommand = (from: number): number => {
    const caret = queue.indexOf(CARET, from);
    const tilde = queue.indexOf(TILDE, from);
    if (caret < 0) return tilde;
    return tilde < 0 ? caret : Math.min(caret, tilde);
  };

  const command = (name: string, args: string, bytes: Uint8Array): void => {
    const pair = (): { x: number; y: number } => {
      const [x = 0, y = 0] = args.split(',').map(Number);
      return { x, y };
    };
    if (name === '^XA') {
      open = true;
      spoilt = false;
      graphics = [];
      copies = 1;
      return;
    }
    if (name === '~SD') return;
    if (!open) return garbage(bytes, 'command outside of a format');
    if (name === '^PW') size = { ...size, width: Number(args) };
    else if (name === '^LL') size = { ...size, height: Number(args) };
    else if (name === '^LH') home = pair();
    else if (name === '^FO') origin = pair();
    else if (name === '^PQ') copies = Number(args.split(',')[0]);
    else if (name === '^GF') graphic(args, bytes);
    else if (!HARMLESS.has(name.slice(1))) garbage(bytes, 'command that is never sent');
  };

  const graphic = (args: string, bytes: Uint8Array): void => {
    const head = /^A,(\d+),(\d+),(\d+),/.exec(args);
    if (!head) return garbage(bytes.subarray(0, 40), 'malformed ^GF');
    const total = Number(head[2]);
    const rowBytes = Number(head[3]);
    const rows = decodeGraphic(args.slice(head[0].length), total, rowBytes);
    if (typeof rows === 'string') return garbage(bytes.subarray(0, 40), rows);
    graphics.push({ x: home.x + origin.x, y: home.y + origin.y, rows, rowBytes });
  };

  const finish = (): void => {
    if (!open) return events.garbage(new Uint8Array([0x5e, 0x58, 0x5a]), '^XZ without ^XA');
    open = false;
    if (spoilt) return events.garbage(new Uint8Array(), 'label with garbage');
    if (graphics.length === 0) return; // a format that only sets things feeds no label
    for (let i = 0; i < copies; i++) {
      const label = createBitmap(size.width, size.height);
      for (const part of graphics) {
        blit(
          label,
          part.x,
          part.y,
          paper.polarity === 'normal' ? part.rows : invert(part.rows),
          part.rowBytes,
          'or',
        );
      }
      events.label(label, true);
    }
  };

  return {
    push(bytes) {
      queue.push(bytes);
      while (queue.length > 0 && step());
    },
    end() {
      if (queue.length > 0 || open) events.garbage(queue.take(queue.length), 'job cut off');
      open = false;
    },
  };
}

/** @returns the raster (1 = black), or what is wrong with it. */
export function decodeGraphic(data: string, total: number, rowBytes: number): Uint8Array | string {
  if (rowBytes < 1 || total % rowBytes !== 0) return 'row length does not divide the total';
  if (data.startsWith(':Z64:')) return decodeZ64(data, total);
  const rowDigits = rowBytes * 2;
  const rows: string[] = [];
  let row = '';
  let repeat = 0;
  for (const letter of data) {
    if (row === '' && letter === ':') {
      rows.push(rows.at(-1) ?? '0'.repeat(rowDigits));
      continue;
    }
    if (letter === '!') return 'ambiguous: F or 1?';
    if (letter === ',') {
      row = row.padEnd(rowDigits, '0');
    } else if (letter >= 'G' && letter <= 'Y') {
      repeat += letter.charCodeAt(0) - 70;
      continue;
    } else if (letter >= 'g' && letter <= 'z') {
      repeat += (letter.charCodeAt(0) - 102) * 20;
      continue;
    } else if (/[0-9A-Fa-f]/.test(letter)) {
      row += letter.repeat(repeat === 0 ? 1 : repeat);
      repeat = 0;
    } else {
      return `not a digit: ${JSON.stringify(letter)}`;
    }
    if (row.length > rowDigits && rows.length === 0 && row.length % rowDigits !== 0) return 'row too long';
    while (row.length >= rowDigits) {
      rows.push(row.slice(0, rowDigits));
      row = row.slice(rowDigits);
    }
  }
  if (row !== '' || repeat !== 0) return 'half a row';
  if (rows.length * rowBytes !== total) return `${rows.length * rowBytes} bytes instead of ${total}`;
  return new Uint8Array(Buffer.from(rows.join(''), 'hex'));
}

function decodeZ64(data: string, total: number): Uint8Array | string {
  const match = /^:Z64:([A-Za-z0-9+/=]+):([0-9A-Fa-f]{4})$/.exec(data.trim());
  if (!match?.[1] || !match[2]) return 'malformed Z64';
  if (crc16Xmodem(match[1]) !== parseInt(match[2], 16)) return 'wrong CRC';
  const raw = inflateSync(Buffer.from(match[1], 'base64'));
  return raw.length === total ? new Uint8Array(raw) : `${raw.length} bytes instead of ${total}`;
}

/** CRC-16/XMODEM over the base64 text. */
export function crc16Xmodem(text: string): number {
  let crc = 0;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) << 8;
    for (let bit = 0; bit < 8; bit++)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}

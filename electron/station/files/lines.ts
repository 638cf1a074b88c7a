import { TableReadError } from './errors.ts';
import type { Encoding } from './table.ts';

/** Longest line that is taken, in bytes. */
const MAX_LINE = 1024 * 1024;
const NEWLINE = 0x0a;

export interface DecodedText {
  readonly text: string;
  /** The file ends in the middle of a character. */
  readonly torn?: boolean;
}

export interface LineDecoder {
  readonly encoding: Encoding;
  /** Decodes whole lines of a chunk. @throws TableReadError where bytes do not fit the encoding, with the line */
  push(chunk: Buffer): DecodedText;
  end(): DecodedText;
}

/**
 * Decodes a file in whole lines (the byte 0x0A is never part of a character in UTF-8 and GB18030), so that a wrong byte
 * can be told with its line. While everything was ASCII, the choice between UTF-8 and GB18030 stays open unless it is fixed.
 */
export function createLineDecoder(initial: Encoding, fixed: boolean): LineDecoder {
  if (initial === 'utf-16le') return createUtf16Decoder();
  let encoding: Encoding = initial;
  let ascii = !fixed;
  let carry: Buffer = Buffer.alloc(0);
  let line = 1;

  function decode(bytes: Buffer): string {
    const text = tryDecode(bytes, encoding);
    if (text !== undefined) {
      // In UTF-8, text as long as its bytes is ASCII.
      if (ascii && text.length !== bytes.length) ascii = false;
      return text;
    }
    if (ascii && encoding === 'utf-8') {
      const other = tryDecode(bytes, 'gb18030');
      if (other !== undefined) {
        encoding = 'gb18030';
        ascii = false;
        return other;
      }
    }
    throw new TableReadError({
      code: 'wrong_encoding',
      data: { line: firstBadLine(bytes, encoding, line), encoding },
    });
  }

  return {
    get encoding() {
      return encoding;
    },
    push(chunk) {
      const end = chunk.lastIndexOf(NEWLINE);
      if (end < 0) {
        carry = Buffer.concat([carry, chunk]);
        if (carry.length > MAX_LINE) {
          throw new TableReadError({ code: 'line_too_long', data: { line, limitKb: MAX_LINE / 1024 } });
        }
        return { text: '' };
      }
      const bytes =
        carry.length === 0 ? chunk.subarray(0, end + 1) : Buffer.concat([carry, chunk.subarray(0, end + 1)]);
      carry = Buffer.from(chunk.subarray(end + 1));
      const text = decode(bytes);
      line += countNewlines(bytes);
      return { text };
    },
    end() {
      if (carry.length === 0) return { text: '' };
      if (tryDecode(carry, encoding) === undefined && decodesCut(carry, encoding))
        return { text: '', torn: true };
      return { text: decode(carry) };
    },
  };
}

function createUtf16Decoder(): LineDecoder {
  const decoder = new TextDecoder('utf-16le', { fatal: true });
  let line = 1;
  const run = (step: () => string): string => {
    try {
      const text = step();
      line += text.split('\n').length - 1;
      return text;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new TableReadError({ code: 'wrong_encoding', data: { line, encoding: 'utf-16le' } });
    }
  };
  return {
    encoding: 'utf-16le',
    push: (chunk) => ({ text: run(() => decoder.decode(chunk, { stream: true })) }),
    end: () => ({ text: run(() => decoder.decode()) }),
  };
}

function tryDecode(bytes: Buffer, encoding: Encoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function decodesCut(bytes: Buffer, encoding: Encoding): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function countNewlines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function firstBadLine(bytes: Buffer, encoding: Encoding, first: number): number {
  let start = 0;
  let line = first;
  while (start < bytes.length) {
    const end = bytes.indexOf(NEWLINE, start);
    const stop = end < 0 ? bytes.length : end + 1;
    if (tryDecode(bytes.subarray(start, stop), encoding) === undefined) return line;
    start = stop;
    line += 1;
  }
  return line;
}

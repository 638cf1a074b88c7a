import { err, ok } from '../../../shared/base/index.ts';
import type { Result } from '../../../shared/base/index.ts';
import type { FileError } from './errors.ts';
import type { Encoding } from './table.ts';

/** What the first bytes of a file say that it is, whatever its name says. */
export function sniff(head: Buffer): Result<'csv' | 'json' | 'xlsx', FileError> {
  if (head.length === 0) return err({ code: 'empty_file' });
  const at = (text: string): boolean => head.subarray(0, text.length).equals(Buffer.from(text, 'latin1'));
  if (at('PK\x03\x04')) return ok('xlsx');
  if (at('\xd0\xcf\x11\xe0')) return err({ code: 'old_xls' });
  if (at('%PDF')) return err({ code: 'pdf' });
  if ((at('MZ') && head.includes(0)) || at('\x7fELF')) return err({ code: 'program' });
  if (at('\xff\xfe')) return ok('csv');
  if (head.includes(0)) return err({ code: 'binary' });
  const start = head
    .subarray(0, 1024)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (start === '' && head.length < 1024) return err({ code: 'empty_file' });
  if (/^<(?:!doctype|html|table|head|body|meta|style|\?xml|script)/i.test(start))
    return err({ code: 'html' });
  return ok(/^(?:\[\s*[{\]]|\{\s*["}])/.test(start) ? 'json' : 'csv');
}

/**
 * UTF-8 and GB18030 told apart: text that is valid UTF-8 is UTF-8 (Chinese GB18030 text hardly ever is).
 * @param sample the file's first bytes; its last line may be cut
 */
export function detectEncoding(sample: Buffer): Encoding | undefined {
  if (sample[0] === 0xff && sample[1] === 0xfe) return 'utf-16le';
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    if (decodes(sample, encoding)) return encoding;
  }
  return undefined;
}

function decodes(sample: Buffer, encoding: Encoding): boolean {
  try {
    // `stream` lets a character be cut at the end of the sample.
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true });
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** The delimiter that the first line uses most, outside quotes. */
export function detectDelimiter(text: string): ',' | ';' | '\t' {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '\n' || char === '\r')) {
      if (counts[','] + counts[';'] + counts['\t'] > 0) break;
    } else if (!quoted && (char === ',' || char === ';' || char === '\t')) counts[char] += 1;
  }
  if (counts['\t'] > counts[','] && counts['\t'] >= counts[';']) return '\t';
  return counts[';'] > counts[','] ? ';' : ',';
}

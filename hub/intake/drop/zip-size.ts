import { inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

const inflate = promisify(inflateRaw);
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const MAX_ENTRIES = 2_000;
/** A data descriptor may follow a part, 12 to 24 bytes; a part of its own needs 30. */
const MAX_GAP = 24;

/**
 * Bytes of all parts of a ZIP file, unpacked for once and thrown away: what a file says of its own sizes may be made up, and
 * the workbook's reader takes whatever comes out. Every byte before the directory must belong to a part that it names.
 * Source: APPNOTE.TXT 4.3.
 * @returns undefined where it is no sound ZIP; Infinity above the limit
 */
export async function unpackedSize(zip: Buffer, limit: number): Promise<number | undefined> {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0 || end + 22 > zip.length || zip.readUInt32LE(end) !== END) return undefined;
  const start = zip.readUInt32LE(end + 16);
  const count = zip.readUInt16LE(end + 10);
  if (count > MAX_ENTRIES) return Infinity;
  const parts: { readonly method: number; readonly packed: number; readonly offset: number }[] = [];
  for (let at = start, left = count; left > 0; left -= 1) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== CENTRAL) return undefined;
    const [method, packed, offset] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt32LE(at + 42),
    ];
    parts.push({ method, packed, offset });
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  parts.sort((a, b) => a.offset - b.offset);
  let expected = 0;
  let total = 0;
  for (const { method, packed, offset } of parts) {
    if (offset < expected || offset > expected + MAX_GAP) return undefined;
    if (offset + 30 > zip.length || zip.readUInt32LE(offset) !== LOCAL) return undefined;
    const from = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28);
    expected = from + packed;
    if (expected > start) return undefined;
    const size = await sizeOf(zip.subarray(from, expected), method, limit - total);
    if (size === undefined || size === Infinity) return size;
    total += size;
    if (total > limit) return Infinity;
  }
  return start > expected + MAX_GAP ? undefined : total;
}

async function sizeOf(packed: Buffer, method: number, limit: number): Promise<number | undefined> {
  if (method === 0) return packed.length;
  if (method !== 8) return undefined;
  try {
    return (await inflate(packed, { maxOutputLength: Math.max(1, limit) })).length;
  } catch (error) {
    return (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? Infinity : undefined;
  }
}

import { crc32, inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';
import { err, ok } from '../../../shared/base/index.ts';
import type { Result } from '../../../shared/base/index.ts';
import type { FileError } from './errors.ts';

const inflate = promisify(inflateRaw);

/** Unpacked XML of a workbook that is taken, all together. Larger tables come as CSV. */
const MAX_UNPACKED = 256 * 1024 * 1024;
const MAX_ENTRIES = 2000;
const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** 1 January 1980: the format has no "unknown". */
const NO_DATE = 0x21;
/** Parts of a workbook that hold a table; pictures and the rest are left out. */
const WANTED =
  /^(?:\[Content_Types\]\.xml|_rels\/.*|xl\/_rels\/.*|xl\/[^/]+\.xml|xl\/worksheets\/[^/]+\.xml)$/;

/**
 * Unpacks the tables of a workbook under hard limits and packs them again without compression, so that the XLSX reader never sees
 * sizes that a hostile file made up (it allocates what the headers say).
 */
export async function repackWorkbook(zip: Buffer): Promise<Result<Buffer, FileError>> {
  const entries = readDirectory(zip);
  if (entries === undefined) return err({ code: 'bad_xlsx' });
  if (entries.length > MAX_ENTRIES) return err({ code: 'zip_bomb' });
  const parts: { name: string; data: Buffer }[] = [];
  let total = 0;
  for (const entry of entries) {
    if (!WANTED.test(entry.name)) continue;
    if (parts.some((part) => part.name === entry.name)) return err({ code: 'bad_xlsx' });
    const packed = packedBytes(zip, entry);
    if (packed === undefined) return err({ code: 'bad_xlsx' });
    const data = await unpack(packed, entry.method, MAX_UNPACKED - total);
    if (!data.ok) return data;
    total += data.value.length;
    if (total > MAX_UNPACKED) return err({ code: 'zip_bomb' });
    parts.push({ name: entry.name, data: data.value });
  }
  if (!parts.some((part) => part.name === 'xl/workbook.xml')) return err({ code: 'bad_xlsx' });
  return ok(storeZip(parts));
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly packedSize: number;
  readonly offset: number;
}

function readDirectory(zip: Buffer): Entry[] | undefined {
  // The end record is 22 bytes and a comment of up to 65,535.
  let end = -1;
  for (let at = zip.length - 22; at >= Math.max(0, zip.length - 22 - 0xffff); at--) {
    if (zip.readUInt32LE(at) === END) {
      end = at;
      break;
    }
  }
  if (end < 0) return undefined;
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    if (at + 46 > zip.length || zip.readUInt32LE(at) !== CENTRAL) return undefined;
    const nameLength = zip.readUInt16LE(at + 28);
    entries.push({
      name: zip.toString('utf8', at + 46, at + 46 + nameLength),
      method: zip.readUInt16LE(at + 10),
      packedSize: zip.readUInt32LE(at + 20),
      offset: zip.readUInt32LE(at + 42),
    });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

function packedBytes(zip: Buffer, entry: Entry): Buffer | undefined {
  if (entry.offset + 30 > zip.length || zip.readUInt32LE(entry.offset) !== LOCAL) return undefined;
  const start = entry.offset + 30 + zip.readUInt16LE(entry.offset + 26) + zip.readUInt16LE(entry.offset + 28);
  return start + entry.packedSize > zip.length ? undefined : zip.subarray(start, start + entry.packedSize);
}

async function unpack(packed: Buffer, method: number, limit: number): Promise<Result<Buffer, FileError>> {
  if (method === 0) return packed.length > limit ? err({ code: 'zip_bomb' }) : ok(packed);
  if (method !== 8) return err({ code: 'bad_xlsx' });
  try {
    return ok(await inflate(packed, { maxOutputLength: Math.max(1, limit) }));
  } catch (error) {
    return err({
      code: (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? 'zip_bomb' : 'bad_xlsx',
    });
  }
}

/** Packs files without compression. Names are given in UTF-8; what they hold is no larger than 4 GB together. */
export function storeZip(parts: readonly { readonly name: string; readonly data: Buffer }[]): Buffer {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of parts) {
    const nameBytes = Buffer.from(name, 'utf8');
    const local = Buffer.alloc(30);
    local.writeUInt32LE(LOCAL, 0);
    local.writeUInt16LE(20, 4);
    // Names are UTF-8 (APPNOTE 6.3.3, bit 11).
    local.writeUInt16LE(0x800, 6);
    local.writeUInt16LE(NO_DATE, 12);
    local.writeUInt32LE(crc32(data), 14);
    local.writeUInt32LE(data.length, 18);
    local.writeUInt32LE(data.length, 22);
    local.writeUInt16LE(nameBytes.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(CENTRAL, 0);
    central.writeUInt16LE(20, 4);
    local.copy(central, 6, 4, 30);
    central.writeUInt32LE(offset, 42);
    directory.push(central, nameBytes);
    chunks.push(local, nameBytes, data);
    offset += 30 + nameBytes.length + data.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...chunks, ...directory, end]);
}

import { err, ok } from '../../../shared/base/index.ts';
import type { Result } from '../../../shared/base/index.ts';
import type { TableRow } from '../../../shared/intake/index.ts';
import { createCsvSource } from './csv.ts';
import { TableReadError, fromSystem } from './errors.ts';
import type { FileError } from './errors.ts';
import { openPath } from './input.ts';
import type { TableInput } from './input.ts';
import { detectDelimiter, detectEncoding, sniff } from './sniff.ts';
import { openOnThread } from './table-thread.ts';
import type { Encoding, TableReader } from './table.ts';

const SAMPLE = 256 * 1024;
const MB = 1024 * 1024;
const READ = MB;
/** These formats are read as a whole; larger tables come as CSV, which streams. */
const LIMITS = { xlsx: 40 * MB, json: 32 * MB } as const;

export interface OpenOptions {
  /** Named by the user; else UTF-8 and GB18030 are told apart. */
  readonly encoding?: Encoding;
  readonly sheet?: string;
}

/**
 * Opens a table file by its content, not by its name. The reader holds the file open until `close`.
 * @param from a path, or what opens the bytes where they do not lie in clear
 */
export async function openTable(
  from: string | (() => Promise<TableInput>),
  options: OpenOptions = {},
): Promise<Result<TableReader, FileError>> {
  let file: TableInput | undefined;
  try {
    file = typeof from === 'string' ? await openPath(from) : await from();
    if (!file) return err({ code: 'not_a_file' });
    const result = await openInput(file, file.size, options);
    if (!result.ok) await file.close();
    return result;
  } catch (error) {
    await file?.close();
    return err(error instanceof TableReadError ? error.fileError : fromSystem(error));
  }
}

async function openInput(
  file: TableInput,
  size: number,
  options: OpenOptions,
): Promise<Result<TableReader, FileError>> {
  const buffer = Buffer.alloc(Math.min(SAMPLE, size));
  const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
  const sample = buffer.subarray(0, bytesRead);
  const format = sniff(sample);
  if (!format.ok) return format;
  if (format.value === 'csv') return openCsv(file, size, sample, options);
  const limit = LIMITS[format.value];
  if (size > limit) return err({ code: 'too_large', data: { limitMb: limit / MB } });
  const bytes = await readAll(file, size);
  const table = await openOnThread({ ...options, format: format.value, bytes });
  if (!table.ok) return table;
  const { columns, sheets, count, rows, close } = table.value;
  let done = 0;
  return ok({
    format: format.value,
    encoding: 'utf-8',
    columns,
    ...(sheets ? { sheets } : {}),
    bytesTotal: size,
    bytesRead: () => Math.round((size * done) / Math.max(1, count)),
    async *rows(): AsyncGenerator<TableRow> {
      for await (const row of rows()) {
        yield row;
        done += 1;
      }
    },
    async close() {
      await close();
      await file.close();
    },
  });
}

async function openCsv(
  file: TableInput,
  size: number,
  sample: Buffer,
  options: OpenOptions,
): Promise<Result<TableReader, FileError>> {
  // A wrong byte in the sample is found again, with its line, by the reader.
  const encoding = options.encoding ?? detectEncoding(sample) ?? 'utf-8';
  const text = new TextDecoder(encoding).decode(sample.subarray(0, 64 * 1024));
  const delimiter = detectDelimiter(text);
  const source = createCsvSource({ file, delimiter, encoding, fixed: options.encoding !== undefined });
  const columns = await source.header();
  return ok({
    format: 'csv',
    get encoding() {
      return source.encoding;
    },
    delimiter,
    columns,
    bytesTotal: size,
    bytesRead: () => source.bytesRead(),
    rows: () => source.rows(),
    close: () => file.close(),
  });
}

/** Buffers of their own, which a thread can be given; in parts, because sealed files are opened on this thread. */
async function readAll(file: TableInput, size: number): Promise<Buffer<ArrayBuffer>> {
  const bytes = Buffer.alloc(size);
  let at = 0;
  while (at < size) {
    const { bytesRead } = await file.read(bytes, at, Math.min(READ, size - at), at);
    if (bytesRead === 0) break;
    at += bytesRead;
  }
  return bytes.subarray(0, at);
}

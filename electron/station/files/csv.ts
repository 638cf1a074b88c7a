import { setImmediate as yieldToLoop } from 'node:timers/promises';
import { parse } from 'csv-parse';
import type { CsvError } from 'csv-parse';
import { normaliseHeader, cellText } from '../../../shared/intake/index.ts';
import type { TableRow } from '../../../shared/intake/index.ts';
import { TableReadError, fromSystem } from './errors.ts';
import type { TableInput } from './input.ts';
import { createLineDecoder } from './lines.ts';
import type { LineDecoder } from './lines.ts';
import { columnNames } from './table.ts';
import type { Encoding } from './table.ts';

const CHUNK = 128 * 1024;
/** One record may hold this much text (a quote that is never closed would otherwise swallow the file). */
const MAX_RECORD = 2 * 1024 * 1024;

/** A cell of a cut file may hold this many line breaks; more means a stray quote. */
const MAX_TORN_LINES = 20;

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

export interface CsvSource {
  readonly encoding: Encoding;
  bytesRead(): number;
  /** First record that is not empty. */
  header(): Promise<string[]>;
  rows(): AsyncIterable<TableRow>;
}

/**
 * Reads CSV in chunks; nothing but one chunk and one record is in memory. Line numbers are those of the file.
 * A damaged last line comes as a row with a `fault`.
 */
export function createCsvSource(options: {
  readonly file: TableInput;
  readonly delimiter: string;
  readonly encoding: Encoding;
  /** The user named the encoding. */
  readonly fixed: boolean;
}): CsvSource {
  const decoder = createLineDecoder(options.encoding, options.fixed);
  const state = { bytes: 0, torn: false, endsInLine: false, started: 1 };
  const records = readRecords(options, decoder, state);
  let columns: string[] = [];
  return {
    get encoding() {
      return decoder.encoding;
    },
    bytesRead: () => state.bytes,
    async header() {
      const next = await records.next();
      if (next.done === true || next.value.unclosed === true) throw new TableReadError({ code: 'no_header' });
      const names = next.value.record.map((cell) => cellText(cell));
      if (names.every((name) => normaliseHeader(name) === ''))
        throw new TableReadError({ code: 'no_header' });
      columns = columnNames(names);
      return columns;
    },
    async *rows() {
      // The last row is judged differently, so every row waits for the next one.
      let held: RawRecord | undefined;
      try {
        for await (const record of records) {
          if (held) yield toRow(held, columns, false);
          held = record;
        }
      } catch (error) {
        // The row before the trouble was read in full.
        if (held) yield toRow(held, columns, false);
        throw error;
      }
      if (held) yield toRow(held, columns, state.endsInLine && !state.torn);
      if (state.torn) yield { line: state.started, cells: {}, fault: 'torn_line' };
    },
  };
}

const countBreaks = (record: readonly string[]): number =>
  record.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0);

interface RawRecord {
  readonly line: number;
  readonly record: string[];
  readonly unclosed?: boolean;
}

function toRow(raw: RawRecord, columns: readonly string[], lastAndOpen: boolean): TableRow {
  const cells: Record<string, string> = {};
  const { record } = raw;
  const count = Math.min(record.length, columns.length);
  for (let i = 0; i < count; i++) {
    const value = record[i] ?? '';
    if (value !== '') cells[columns[i] ?? ''] = value;
  }
  if (raw.unclosed === true) return { line: raw.line, cells, fault: 'torn_line' };
  if (record.length < columns.length && lastAndOpen) return { line: raw.line, cells, fault: 'torn_line' };
  if (record.length > columns.length && record.slice(columns.length).some((cell) => cell.trim() !== '')) {
    return { line: raw.line, cells, fault: 'too_many_columns' };
  }
  return { line: raw.line, cells };
}

async function* readRecords(
  options: { readonly file: TableInput; readonly delimiter: string },
  decoder: LineDecoder,
  state: { bytes: number; torn: boolean; endsInLine: boolean; started: number },
): AsyncGenerator<RawRecord> {
  const parser = parse({
    delimiter: options.delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: MAX_RECORD,
    info: true,
  });
  let failure: CsvError | undefined;
  parser.on('error', (error: CsvError) => {
    failure = error;
  });
  const drain = function* (): Generator<RawRecord> {
    for (let next = parser.read() as Parsed | null; next !== null; next = parser.read() as Parsed | null) {
      // Empty lines are skipped but counted; text with line breaks begins above its last line.
      const breaks = next.info.lines > state.started ? countBreaks(next.record) : 0;
      const line = Math.max(state.started, next.info.lines - breaks);
      state.started = next.info.lines + 1;
      if (next.record.length === 1 && (next.record[0] ?? '').trim() === '') continue;
      yield { line, record: next.record };
    }
  };
  const fail = (): RawRecord => {
    if (failure?.code === 'CSV_QUOTE_NOT_CLOSED') {
      // A cut file ends inside one cell. A stray quote swallows line after line, and with them parts of other orders.
      if (parser.info.lines - state.started <= MAX_TORN_LINES)
        return { line: state.started, record: [], unclosed: true };
      throw new TableReadError({ code: 'unclosed_quote', data: { line: state.started } });
    }
    const code = failure?.code === 'CSV_MAX_RECORD_SIZE' ? 'line_too_long' : 'bad_csv';
    throw new TableReadError({
      code,
      data: { line: state.started, ...(code === 'line_too_long' ? { limitKb: MAX_RECORD / 1024 } : {}) },
    });
  };

  let first = true;
  const feed = async function* (text: string): AsyncGenerator<RawRecord> {
    if (text === '') return;
    parser.write(first ? text.replace(/^\uFEFF/, '') : text);
    first = false;
    // The stream parses within `write`, but reports on the next turns of the loop.
    yield* drain();
    await yieldToLoop();
    yield* drain();
    if (failure) yield fail();
  };
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (;;) {
      const { bytesRead } = await options.file.read(buffer, 0, CHUNK, state.bytes);
      if (bytesRead === 0) break;
      state.bytes += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      const { text } = decoder.push(chunk);
      const last = chunk[bytesRead - 1];
      state.endsInLine =
        last !== 0x0a && last !== 0x0d && !(decoder.encoding === 'utf-16le' && chunk[bytesRead - 2] === 0x0a);
      yield* feed(text);
      if (failure) return;
    }
    const { text, torn } = decoder.end();
    if (torn === true) state.torn = true;
    yield* feed(text);
    if (failure) return;
    parser.end();
    // Ends after its last records are read; an open quote is an error then.
    await yieldToLoop();
    yield* drain();
    await yieldToLoop();
    yield* drain();
    if (failure) yield fail();
  } catch (error) {
    throw error instanceof TableReadError ? error : new TableReadError(fromSystem(error));
  } finally {
    parser.destroy();
  }
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { TableReadError, openTable } from '../../../electron/station/files/index.ts';
import type { FileError, OpenOptions, TableReader } from '../../../electron/station/files/index.ts';
import type { TableRow } from '../../../shared/intake/index.ts';

/** A folder of its own for the test file, and a way to put files into it. */
export function useFolder(): {
  write(name: string, content: string | Buffer): Promise<string>;
  path(name: string): string;
} {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'packline-files-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return {
    path: (name) => join(folder, name),
    async write(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

export async function opened(path: string, options?: OpenOptions): Promise<TableReader> {
  const reader = await openTable(path, options);
  if (!reader.ok) throw new Error(`cannot open: ${JSON.stringify(reader.error)}`);
  return reader.value;
}

/** Reads all rows; `error` where the file became unreadable on the way. */
export async function readAll(
  path: string,
  options?: OpenOptions,
): Promise<{ reader: TableReader; rows: TableRow[]; error?: FileError }> {
  const reader = await opened(path, options);
  const rows: TableRow[] = [];
  try {
    for await (const row of reader.rows()) rows.push(row);
    return { reader, rows };
  } catch (error) {
    if (error instanceof TableReadError) return { reader, rows, error: error.fileError };
    throw error;
  } finally {
    await reader.close();
  }
}

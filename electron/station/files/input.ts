import { open } from 'node:fs/promises';

/** The bytes of a table file, wherever and however they lie. */
export interface TableInput {
  /** Bytes. */
  readonly size: number;
  /** Reads from the place that is given, in bytes; 0 bytes at the end. */
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** @returns undefined where the path is no file. @throws the file system's errors */
export async function openPath(path: string): Promise<TableInput | undefined> {
  const file = await open(path, 'r');
  const stat = await file.stat();
  if (stat.isFile())
    return {
      size: stat.size,
      read: (buffer, offset, length, position) => file.read(buffer, offset, length, position),
      close: () => file.close(),
    };
  await file.close();
  return undefined;
}

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPath, type TableInput } from '../files/index.ts';

/**
 * A file that only this process can read: AES-256-CTR under a key that is never written down, so that a crash leaves
 * nothing to read. CTR, because a workbook is read from the middle; nobody trusts the bytes more than any file's.
 */
const ALGORITHM = 'aes-256-ctr';
const BLOCK = 16;

/** @returns what opens it, as often as needed. Where the stream breaks off, nothing stays. */
export async function writeSealed(
  path: string,
  stream: AsyncIterable<Uint8Array>,
): Promise<() => Promise<TableInput>> {
  const key = randomBytes(32);
  try {
    // The counter starts at 0: the key is used for this one file.
    const cipher = createCipheriv(ALGORITHM, key, Buffer.alloc(BLOCK));
    await pipeline(Readable.from(stream), cipher, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return async () => {
    const file = await openPath(path);
    if (!file) throw new Error('the sealed file is no file');
    return {
      size: file.size,
      close: () => file.close(),
      async read(buffer, offset, length, position) {
        const { bytesRead } = await file.read(buffer, offset, length, position);
        const into = buffer.subarray(offset, offset + bytesRead);
        const skip = position % BLOCK;
        const counter = Buffer.alloc(BLOCK);
        counter.writeBigUInt64BE(BigInt((position - skip) / BLOCK), BLOCK - 8);
        const decipher = createDecipheriv(ALGORITHM, key, counter);
        decipher.update(Buffer.alloc(skip));
        decipher.update(into).copy(into);
        return { bytesRead };
      },
    };
  };
}

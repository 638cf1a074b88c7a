import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, ROOT } from './paths.ts';

/** All files under the folders (relative paths, sorted), without node_modules. */
export function listFiles(
  folders: readonly string[],
  wanted: (path: string) => boolean = () => true,
  root = ROOT,
): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)),
    )
    .filter((path) => !path.includes('node_modules') && wanted(path))
    .sort();
}

/** A hash of the files' paths and contents. */
export function hashFiles(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(path)
      .update('\0')
      .update(readFileSync(inRoot(path)))
      .update('\0');
  return hash.digest('hex');
}

/** A note of what a result was made from, so that it is made again only when that has changed. */
export function createStamp(file: string) {
  return {
    matches: (hash: string): boolean => existsSync(file) && readFileSync(file, 'utf8') === hash,
    write: (hash: string): void => writeFileSync(file, hash),
  };
}

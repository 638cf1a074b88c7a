import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { StorageLockedError, getRxStorageNodeSqlite } from '../../../electron/station/storage/index.ts';

const CHILD = fileURLToPath(new URL('crash-child.ts', import.meta.url));
const KILLS = Number(process.env['CRASH_KILLS'] ?? 6);

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'storage-crash-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs the child, kills it (SIGKILL) so many ms after it is ready. @returns what it said it had acknowledged */
function runAndKill(
  run: number,
  afterMs: number,
  whileRunning: () => void = () => undefined,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CHILD, directory, String(run)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    let complaint = '';
    let armed = false;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (armed || !said.startsWith('ready')) return;
      armed = true;
      setTimeout(() => {
        whileRunning();
        child.kill('SIGKILL');
      }, afterMs);
    });
    child.on('error', reject);
    child.on('close', (_code, signal) => {
      if (signal !== 'SIGKILL') reject(new Error(`the child ended by itself: ${complaint}`));
      // What follows the last line end was cut off by the kill.
      else resolve(said.slice(0, said.lastIndexOf('\n')).split('\n').slice(1));
    });
  });
}

describe('a process killed while it writes', () => {
  it(
    'has lost nothing that it acknowledged, gives the folder free, and leaves a sound file',
    async () => {
      const acknowledged: string[] = [];
      for (let run = 0; run < KILLS; run += 1) {
        const said = await runAndKill(run, Math.random() * 300, () => {
          if (run > 0) return;
          // While it lives, the folder is its own.
          expect(() => getRxStorageNodeSqlite({ directory, onFatal: () => undefined })).toThrow(
            StorageLockedError,
          );
        });
        acknowledged.push(...said);

        const storage = getRxStorageNodeSqlite({ directory, onFatal: () => undefined });
        await storage.close();
        const raw = new DatabaseSync(join(directory, 'station.sqlite'));
        expect(raw.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
        const tables = raw.prepare('SELECT tid, collection FROM storage_tables').all();
        const present = new Set<string>();
        for (const table of tables) {
          const collection = String(table['collection']);
          for (const row of raw.prepare(`SELECT id FROM t${String(table['tid'])}_${collection}`).all()) {
            present.add(`${collection} ${String(row['id'])}`);
          }
        }
        raw.close();
        expect(acknowledged.filter((line) => !present.has(line))).toEqual([]);
      }
      expect(acknowledged.length).toBeGreaterThan(KILLS);
    },
    KILLS * 10_000,
  );
});

/** Writes into the folder given to it in every way that Node knows. Started by crash-disk.test.ts. */
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  createWriteStream,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
  writevSync,
} from 'node:fs';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync, backup } from 'node:sqlite';
import { finished } from 'node:stream/promises';

const [folder = '', notes = ''] = process.argv.slice(2);
const at = (name: string): string => join(folder, name);

const database = new DatabaseSync(at('a.sqlite'));
database.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE t (a, b)');
for (let n = 0; n < 20; n += 1) database.prepare('INSERT INTO t VALUES (?, ?)').run(n, 'x'.repeat(3_000));
database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
database.prepare('INSERT INTO t VALUES (1, 2)').run();
await backup(database, at('backup.sqlite'));

const waited = openSync(at('waited'), 'w');
writeSync(waited, 'one', 10);
writevSync(waited, [Buffer.from('two'), Buffer.from('three')], 100);
ftruncateSync(waited, 5_000);
await new Promise((resolve) => fdatasync(waited, resolve));
writeSync(waited, 'after', 7);
closeSync(waited);

writeSync(openSync(notes, 'a'), 'said\n');
writeFileSync(at('first'), 'abc');
renameSync(at('first'), at('renamed'));
appendFileSync(at('renamed'), 'more');
await writeFile(at('gone'), 'never mind');
rmSync(at('gone'));
writeFileSync(at('again'), 'the same inode, perhaps');
mkdirSync(at('sub/deep'), { recursive: true });
copyFileSync(at('backup.sqlite'), at('sub/deep/copy'));
truncateSync(at('sub/deep/copy'), 5_001);
writeFileSync(at('again'), 'shorter');
const stream = createWriteStream(at('stream'));
for (let n = 0; n < 50; n += 1) stream.write(`line ${n}\n`);
stream.end();
await finished(stream);
const handle = await open(at('handle'), 'w');
await handle.writev([Buffer.from('ab'), Buffer.from('cd')]);
await handle.sync();
await handle.close();
const itself = openSync(folder, 'r');
fsyncSync(itself);
process.exit(0);

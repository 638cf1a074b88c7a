import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OUT } from '../../../build/lib/paths.ts';
import type { Figure } from './figures.ts';
import { measureDexie } from './storage-dexie.ts';
import { figuresOf, markdownOf } from './storage-figures.ts';
import { OURS } from './storage-node.ts';
import { openFolder } from './storage-open.ts';
import { DEXIE, MEMORY, POUCH } from './storage-peers.ts';
import type { Amounts, Samples } from './storage-workload.ts';

export const PARTS = ['sqlite', 'gaps', 'open', 'memory', 'rxdb-memory', 'pouchdb', 'dexie'] as const;
export type Part = (typeof PARTS)[number];

export interface StorageOptions extends Amounts {
  readonly parts: readonly Part[];
  /** Processes that open everything. */
  readonly opens: number;
  /** Flags for Node in the measured processes, e.g. `--cpu-prof`. */
  readonly node: readonly string[];
  readonly say: (line: string) => void;
}

/** Slow peers are measured less often: their ratios are clear. */
const fewer = (amounts: Amounts, bulkRounds: number, rounds: number): Amounts => ({
  ...amounts,
  bulkRounds: Math.min(amounts.bulkRounds, bulkRounds),
  rounds: Math.min(amounts.rounds, rounds),
});

/** Each part in a process of its own, one after the other: RxDB counts collections by process, and two would disturb. */
function inProcess(part: string, more: string, amounts: Amounts, node: readonly string[]): Promise<Samples> {
  const child = fork(join(import.meta.dirname, 'storage-child.ts'), [part, JSON.stringify(amounts), more], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--expose-gc', ...node],
    // Numbers that are not finite, too.
    serialization: 'advanced',
  });
  return new Promise((resolve, reject) => {
    let samples: Samples | undefined;
    child.on('message', (message) => (samples = message as Samples));
    child.on('exit', (code) => {
      if (samples) resolve(samples);
      else reject(new Error(`${part} ended with ${String(code)}`));
    });
  });
}

export async function benchStorage(options: StorageOptions): Promise<Figure[]> {
  const { parts, opens, node, say, documents, bulk, bulkRounds, rounds } = options;
  const amounts: Amounts = { documents, bulk, bulkRounds, rounds };
  const samples: Samples = {};
  const add = (more: Samples): void => {
    for (const [key, subjects] of Object.entries(more)) {
      const of = (samples[key] ??= {});
      for (const [who, values] of Object.entries(subjects)) of[who] = [...(of[who] ?? []), ...values];
    }
  };
  const run = async (part: string, more = '', given = amounts): Promise<void> =>
    add(await inProcess(part, more, given, node));
  const measure: Record<Part, () => Promise<void>> = {
    sqlite: () => run('sqlite'),
    gaps: () => run('gaps', '', fewer(amounts, 3, rounds)),
    async open() {
      const folder = await openFolder(amounts, say);
      for (let n = 0; n < opens; n += 1) {
        await run('open', folder);
        if (n % 2 === 0) await run('open-gap', folder);
      }
    },
    async memory() {
      for (const who of [OURS, MEMORY, POUCH]) await run('memory', who);
    },
    'rxdb-memory': () => run('memory-storage', '', fewer(amounts, 3, 8)),
    pouchdb: () => run('pouch', '', fewer(amounts, 1, 8)),
    async dexie() {
      add(await measureDexie(DEXIE, fewer(amounts, 1, 8), false));
      add(await measureDexie(`${DEXIE} (strict)`, fewer({ ...amounts, documents: bulk }, 1, 8), true));
    },
  };
  for (const part of parts) {
    say(`${part} …`);
    await measure[part]();
  }
  mkdirSync(join(OUT, 'bench'), { recursive: true });
  writeFileSync(join(OUT, 'bench', 'storage.md'), `${markdownOf(samples, [MEMORY, DEXIE, POUCH])}\n`);
  return figuresOf(samples);
}

import { ASKED, idOf, taskOf, withOneMore } from './storage-documents.ts';
import type { StoredTask } from './storage-documents.ts';
import { inTurns, PAGE, PULL_BATCH, settled, timed, breath } from './storage-subject.ts';
import type { Subject } from './storage-subject.ts';

/** ms of every operation (docs/s where the name says so), by figure and subject. */
export type Samples = Record<string, Record<string, number[]>>;

export interface Amounts {
  /** Documents that lie in the collection when single operations are measured. */
  readonly documents: number;
  /** Documents of one bulk write. */
  readonly bulk: number;
  readonly bulkRounds: number;
  readonly rounds: number;
}

/** Documents are written in calls of so many where only their being there matters. */
const LOAD_CALL = 5_000;
const BLOCK = 25;
/** Numbers of documents that the single operations make start here; each subject has its own collection. */
const SINGLES_FROM = 10_000_000;
const HISTORIES_FROM = 20_000_000;
const HISTORIES = 20;
const HISTORY = 60;

export function put(samples: Samples, figure: string, took: ReadonlyMap<string, readonly number[]>): void {
  for (const [subject, values] of took) {
    const of = (samples[figure] ??= {});
    of[subject] = [...(of[subject] ?? []), ...values];
  }
}

/** Whoever answers wrongly is not measured. */
export function expect(what: string, found: unknown, wanted: number): void {
  const count = Array.isArray(found) ? found.length : found;
  if (count !== wanted) throw new Error(`${what}: ${String(count)} instead of ${wanted}`);
}

export function tasks(from: number, count: number): StoredTask[] {
  return Array.from({ length: count }, (_, at) => taskOf(from + at));
}

/** Bulk inserts into collections that `make` opens empty, in turns; docs/s. */
export async function measureBulk(
  makers: readonly { readonly name: string; make(round: number): Promise<Subject & { drop(): unknown }> }[],
  { bulk, bulkRounds }: Amounts,
): Promise<Samples> {
  const samples: Samples = {};
  const rates = new Map(makers.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < bulkRounds; round += 1) {
    for (let turn = 0; turn < makers.length; turn += 1) {
      const maker = makers[(round + turn) % makers.length];
      if (!maker) continue;
      const subject = await maker.make(round);
      const documents = tasks(0, bulk);
      await breath();
      rates.get(maker.name)?.push((bulk / (await timed(() => subject.bulk(documents)))) * 1_000);
      for (const n of [0, bulk - 1]) expect(`${maker.name} wrote`, await settled(subject.find(idOf(n))), 1);
      await settled(subject.drop());
      await subject.close();
    }
  }
  put(samples, 'bulk', rates);
  return samples;
}

/** Brings a collection to its size. */
export async function load(subject: Subject, documents: number): Promise<void> {
  for (let from = 0; from < documents; from += LOAD_CALL) {
    await subject.bulk(tasks(from, Math.min(LOAD_CALL, documents - from)));
    await breath();
  }
}

/** Single operations on loaded collections, in turns. @param what the name of the insert: `durable` or `relaxed` */
export async function measureInserts(
  what: string,
  subjects: readonly Subject[],
  { rounds }: Amounts,
): Promise<Samples> {
  const samples: Samples = {};
  const took = await inTurns(
    subjects,
    { rounds, block: BLOCK },
    (_, n) => taskOf(SINGLES_FROM + n),
    (subject, task) => subject.insert(task),
  );
  put(samples, what, took);
  return samples;
}

export async function measureReads(subjects: readonly Subject[], amounts: Amounts): Promise<Samples> {
  const { rounds, documents } = amounts;
  const samples: Samples = {};
  const anyId = (n: number): string => idOf(Math.imul(n + 1, 7_919) % documents);
  const turns = { rounds, block: BLOCK };
  for (const subject of subjects) {
    expect(`${subject.name} by id`, await settled(subject.find(anyId(1))), 1);
    // The first answers fill caches and build what is built lazily.
    for (const direction of ['asc', 'desc'] as const) {
      expect(`${subject.name} ${direction}`, await settled(subject.page(ASKED, direction)), PAGE);
    }
  }
  const ask = (subject: Subject, direction: 'asc' | 'desc') => subject.page(ASKED, direction);
  put(
    samples,
    'find',
    await inTurns(
      subjects,
      turns,
      (_, n) => anyId(n),
      (subject, id) => subject.find(id),
    ),
  );
  put(samples, 'page', await inTurns(subjects, turns, () => 'asc' as const, ask));
  const few = { rounds: Math.min(rounds, 5), block: 5 };
  put(samples, 'page-desc', await inTurns(subjects, few, () => 'desc' as const, ask));
  return samples;
}

/**
 * Reading all changes of a collection of `amounts.bulk` documents; docs/s.
 * @param most stops after so many, for whoever reads the whole collection for each batch
 */
export async function measurePull(
  subjects: readonly Subject[],
  { bulkRounds }: Amounts,
  most?: number,
): Promise<Samples> {
  const samples: Samples = {};
  const counts = new Map<string, number>();
  const once = { rounds: bulkRounds, block: 1 };
  const took = await inTurns(
    subjects,
    once,
    () => PULL_BATCH,
    async (subject, batch) => {
      counts.set(subject.name, Number(await settled(subject.pull(batch, most))));
    },
  );
  const rates = [...took].map(([subject, values]): [string, number[]] => [
    subject,
    values.map((ms) => ((counts.get(subject) ?? 0) / ms) * 1_000),
  ]);
  put(samples, 'pull', new Map(rates));
  return samples;
}

/** Appends to documents with a long history. */
export async function measureUpdates(subjects: readonly Subject[], { rounds }: Amounts): Promise<Samples> {
  const samples: Samples = {};
  const stored = new Map<string, StoredTask[]>();
  for (const subject of subjects) {
    const made = Array.from({ length: HISTORIES }, (_, n) => taskOf(HISTORIES_FROM + n, HISTORY));
    await settled(subject.bulk(made));
    stored.set(subject.name, made);
  }
  const next = (subject: Subject, n: number): { before: StoredTask; after: StoredTask } => {
    const mine = stored.get(subject.name);
    const before = mine?.[n % HISTORIES];
    if (!mine || !before) throw new Error('no document to update');
    const after = withOneMore(before, n);
    mine[n % HISTORIES] = after;
    return { before, after };
  };
  const took = await inTurns(subjects, { rounds, block: BLOCK }, next, (subject, { before, after }) =>
    subject.update(before, after),
  );
  put(samples, 'update', took);
  return samples;
}

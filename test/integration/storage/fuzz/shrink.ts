import { openGame } from './game.ts';
import type { Move, Put } from './game.ts';
import type { Query } from './queries.ts';
import type { Doc, Shape } from './schemas.ts';

/** Each try opens a database; after so many ms the smallest so far must do. */
const TIME_MS = 20_000;

/** @returns what goes wrong with the last of these moves, or undefined */
async function replay(shape: Shape, moves: readonly Move[]): Promise<string | undefined> {
  const game = await openGame(shape);
  try {
    for (const [i, move] of moves.entries()) {
      const wrong = await game.play(move);
      if (wrong !== undefined) return i === moves.length - 1 ? wrong : undefined;
    }
    return undefined;
  } catch (error) {
    return `thrown: ${String(error)}`;
  } finally {
    await game.end();
  }
}

/**
 * Looks for fewer and smaller moves that still go wrong: first leaves out whole moves, then documents, then fields, then parts
 * of the query.
 */
export async function shrink(
  shape: Shape,
  failing: readonly Move[],
): Promise<{ moves: readonly Move[]; wrong: string | undefined }> {
  let moves = failing;
  let wrong = await replay(shape, moves);
  if (wrong === undefined) return { moves, wrong };
  const end = performance.now() + TIME_MS;

  /** @returns whether the smaller one fails too; it is then the one to go on with */
  async function accept(smaller: readonly Move[]): Promise<boolean> {
    if (performance.now() > end) return false;
    const still = await replay(shape, smaller);
    if (still === undefined) return false;
    moves = smaller;
    wrong = still;
    return true;
  }

  /** Leaves out parts of a list, large ones first. */
  async function fewer<T>(
    list: () => readonly T[],
    with_: (items: readonly T[]) => readonly Move[],
  ): Promise<void> {
    for (let size = Math.max(1, list().length >> 1); size >= 1; size = size >> 1) {
      for (let from = 0; from < list().length;) {
        const items = list();
        if (!(await accept(with_([...items.slice(0, from), ...items.slice(from + size)])))) from += size;
      }
    }
  }

  const last = () => moves.at(-1) as Move;
  const before = () => moves.slice(0, -1);
  await fewer(before, (items) => [...items, last()]);

  const replaceAt = (at: number, move: Move) => moves.map((old, i) => (i === at ? move : old));
  const rowsAt = (at: number): readonly Put[] => {
    const move = moves[at];
    return move?.do === 'put' ? move.rows : [];
  };
  for (let at = 0; at < moves.length; at += 1) {
    if (rowsAt(at).length === 0) continue;
    await fewer(
      () => rowsAt(at),
      (rows) => replaceAt(at, { do: 'put', rows }),
    );
    for (let n = 0; n < rowsAt(at).length; n += 1) {
      const put = () => rowsAt(at)[n] as Put;
      for (const doc of smallerValues(put().doc, new Set([shape.primary]), () => put().doc)) {
        const rows = rowsAt(at).map((row, i) => (i === n ? { ...row, doc: doc as Doc } : row));
        await accept(replaceAt(at, { do: 'put', rows }));
      }
    }
  }

  const final = last();
  if (final.do === 'find') {
    const query = () => (last() as { query: Query }).query;
    for (const smaller of smallerValues(query(), new Set(), query)) {
      await accept([...before(), { ...final, query: smaller as Query }]);
    }
  }
  return { moves, wrong };
}

/** Gives copies of `now()` with one key or element left out, at every depth; `now` may change in between. */
function* smallerValues(start: unknown, keep: ReadonlySet<string>, now: () => unknown): Generator {
  for (const path of pathsOf(start)) {
    if (path.length === 1 && keep.has(path[0] ?? '')) continue;
    const copy = structuredClone(now());
    if (removeAt(copy, path)) yield copy;
  }
}

/** Lists from the end, so that what was left out does not move what comes next. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (value === null || typeof value !== 'object') return [];
  return Object.keys(value)
    .reverse()
    .flatMap((key) => [[...path, key], ...pathsOf((value as Doc)[key], [...path, key])]);
}

function removeAt(root: unknown, path: readonly string[]): boolean {
  let place = root;
  for (const key of path.slice(0, -1)) {
    if (place === null || typeof place !== 'object') return false;
    place = (place as Doc)[key];
  }
  const key = path.at(-1) ?? '';
  if (place === null || typeof place !== 'object' || !Object.hasOwn(place, key)) return false;
  if (Array.isArray(place)) place.splice(Number(key), 1);
  else delete (place as Doc)[key];
  return true;
}

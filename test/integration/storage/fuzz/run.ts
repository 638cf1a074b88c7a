import { inspect } from 'node:util';

import { openGame } from './game.ts';
import type { Game, Move, Put } from './game.ts';
import { createQueryDrawer } from './queries.ts';
import { createRandom, roundSeed } from './random.ts';
import type { Random } from './random.ts';
import { drawShape } from './schemas.ts';
import type { Shape } from './schemas.ts';
import { shrink } from './shrink.ts';
import { createValues } from './values.ts';

/**
 * Differential fuzz of the storage: random schemas, documents and queries, writes, deletions and re-openings in between, compared
 * with RxDB's own matcher and comparator over the plain documents. (RxDB's memory storage is no reference: it answers some
 * queries wrongly.)
 */
export interface FuzzOptions {
  readonly seed: number;
  /** Queries in all, some of them also asked as `count`. */
  readonly queries: number;
  /** The first round to play, to repeat a failure; 0 where all are played. */
  readonly from?: number;
  readonly onProgress?: (progress: { queries: number; rounds: number }) => void;
}

export interface FuzzResult {
  readonly queries: number;
  readonly rounds: number;
  /** Documents written. */
  readonly writes: number;
  /** Queries that found something: a fuzz that finds nothing tests nothing. */
  readonly hits: number;
  /** Seed, schema, moves and query of the first mismatch, as simple as could be found. */
  readonly mismatch: string | undefined;
}

/** Queries asked of one schema and its documents. */
export const QUERIES_A_ROUND = 500;
const QUERIES_BETWEEN_MOVES = 10;

export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  let queries = 0;
  let writes = 0;
  let hits = 0;
  let round = options.from ?? 0;
  while (queries < options.queries) {
    const result = await playRound(options.seed, round, Math.min(QUERIES_A_ROUND, options.queries - queries));
    queries += result.queries;
    writes += result.writes;
    hits += result.hits;
    round += 1;
    if (result.mismatch !== undefined)
      return { queries, writes, hits, rounds: round, mismatch: result.mismatch };
    options.onProgress?.({ queries, rounds: round });
  }
  return { queries, writes, hits, rounds: round - (options.from ?? 0), mismatch: undefined };
}

async function playRound(seed: number, round: number, count: number) {
  const random = createRandom(roundSeed(seed, round));
  const shape = drawShape(random);
  const dealer = createDealer(random, shape);
  const game = await openGame(shape);
  const moves: Move[] = [];
  let queries = 0;
  let writes = 0;
  try {
    while (queries < count) {
      const turn = dealer.moves(game);
      for (let q = 0; q < QUERIES_BETWEEN_MOVES && queries + q < count; q += 1) turn.push(dealer.find());
      for (const move of turn) {
        if (move.do === 'find') queries += 1;
        else moves.push(move);
        if (move.do === 'put') writes += move.rows.length;
        const wrong = await playSafely(game, move);
        if (wrong === undefined) continue;
        const failing = move.do === 'find' ? [...moves, move] : moves;
        return {
          queries,
          writes,
          hits: game.hits,
          mismatch: await describeFailure({ seed, round, shape, failing, wrong }),
        };
      }
    }
    return { queries, writes, hits: game.hits, mismatch: undefined };
  } finally {
    await game.end();
  }
}

async function playSafely(game: Game, move: Move): Promise<string | undefined> {
  try {
    return await game.play(move);
  } catch (error) {
    return `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** Draws what happens in one round. */
function createDealer(random: Random, shape: Shape) {
  const values = createValues(random);
  // Most benches hold what their schema says; the others show what happens when they do not.
  const wild = random.pick([0, 0, 0.02, 0.15, 0.4]);
  const ids = random.times(
    8 + random.below(24),
    (i) => `${values.text().slice(0, 50)}${random.pick(['', '#'])}${i}`,
  );
  const drawer = createQueryDrawer(random, shape, values, ids);
  let clock = 1_700_000_000_000;
  let started = false;

  function tick(): number {
    // Hundredths of a millisecond, as RxDB has them; now and then years in either direction.
    clock += random.chance(0.03) ? random.pick([-1e11, 1e11]) : random.below(300) / 100;
    return clock;
  }

  const put = (id: string): Put => ({
    doc: values.document(id, shape, wild),
    deleted: random.chance(0.12),
    lwt: tick(),
    stale: random.chance(0.08),
  });

  return {
    moves(game: Game): Move[] {
      const moves: Move[] = [];
      if (!started) {
        started = true;
        const first = ids.filter(() => random.chance(0.8));
        moves.push({ do: 'put', rows: first.map(put) });
        return moves;
      }
      if (random.chance(0.7)) {
        moves.push({ do: 'put', rows: random.times(1 + random.below(4), () => put(random.pick(ids))) });
      }
      if (random.chance(0.2)) moves.push({ do: 'walk', limit: 1 + random.below(7) });
      if (random.chance(0.04)) moves.push({ do: 'reopen' });
      if (random.chance(0.015)) moves.push({ do: 'idle' });
      if (random.chance(0.03) && game.documents.size > 0) moves.push({ do: 'cleanup' });
      if (random.chance(0.04)) {
        const some = random.times(1 + random.below(3), () => random.pick(ids));
        moves.push({ do: 'purge', ids: some, seen: random.chance(0.2) });
      }
      // After those, what was written last may be gone: the order of the changes must hold nevertheless.
      if (moves.length > 1 && random.chance(0.1)) moves.push({ do: 'reopen' });
      return moves;
    },
    find(): Move {
      return {
        do: 'find',
        query: drawer.query(random.chance(0.15) ? 0.5 : wild),
        counted: random.chance(0.4),
      };
    },
  };
}

interface Failure {
  readonly seed: number;
  readonly round: number;
  readonly shape: Shape;
  readonly failing: readonly Move[];
  readonly wrong: string;
}

async function describeFailure({ seed, round, shape, failing, wrong }: Failure): Promise<string> {
  const small = await shrink(shape, failing);
  const { indexes, encrypted, primaryKey } = shape.schema;
  const show = (value: unknown) => inspect(value, { depth: 12, breakLength: 110, maxStringLength: 200 });
  return [
    `${small.wrong ?? wrong}`,
    `seed ${seed} round ${round}${small.wrong === undefined ? ' (only with all moves of the round before it)' : ''}`,
    `schema ${show({ primaryKey, indexes, encrypted, large: shape.large })}`,
    ...small.moves.slice(-40).map((move) => show(move)),
  ].join('\n');
}

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { requirements } from '../../lib/requirements.ts';

/** docs/requirements.md names code and tests: what it names is there, and what it calls met has a test. */

const STATES = ['met', 'partly', 'hub', 'later', 'no', 'open'];

const rows = requirements();

describe('docs/requirements.md', () => {
  it('has a row for each of the 174 requirements of its groups, once', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
    expect(rows).toHaveLength(174);
  });

  it('knows of each what became of it', () => {
    expect(rows.filter(({ state }) => !STATES.includes(state))).toEqual([]);
    expect(rows.filter(({ state, note }) => !['met', 'open'].includes(state) && note === '')).toEqual([]);
  });

  it('names code that is there, and a running test for each that is met', () => {
    const missing = rows.flatMap(({ id, code }) =>
      code.flatMap((path) => (existsSync(path) ? [] : [`${id} ${path}`])),
    );
    expect(missing).toEqual([]);
    const untested = rows.filter(({ state, tests }) => state === 'met' && tests.length === 0);
    expect(untested.map(({ id }) => id)).toEqual([]);
  });

  it('names tests that exist and are not skipped', () => {
    const gone = rows.flatMap(({ id, tests }) =>
      tests.flatMap(({ path, title }) => (runs(path, title) ? [] : [`${id} ${path} › ${title}`])),
    );
    expect(gone).toEqual([]);
  });
});

const sources = new Map<string, string>();

/** Is there a test (or a describe) whose title has these words, and is it not skipped? */
function runs(path: string, title: string): boolean {
  if (!existsSync(path)) return false;
  const source = sources.get(path) ?? readFileSync(path, 'utf8');
  sources.set(path, source);
  const at = source.indexOf(title);
  if (at < 0) return false;
  const before = source.slice(Math.max(0, at - 400), at);
  const call = before.match(/(?:\b(?:it|test|describe)(?:\.\w+)*)\s*\((?:[^()]|\([^()]*\))*$/);
  return call !== null && !/\.(?:skip|todo)/.test(call[0]);
}

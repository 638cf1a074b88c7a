import { readFileSync } from 'node:fs';

/** A row of docs/requirements.md. */
export interface Requirement {
  readonly id: string;
  /** `met`, `partly`, `hub`, `later`, `no`, `open`. */
  readonly state: string;
  /** Paths of the code that it names. */
  readonly code: readonly string[];
  readonly note: string;
  readonly tests: readonly { readonly path: string; readonly title: string }[];
}

export const requirements = (): Requirement[] =>
  readFileSync('docs/requirements.md', 'utf8')
    .split('\n')
    .flatMap((line): Requirement[] => {
      const cells = line.split('|').map((cell) => cell.trim());
      const [, id = '', , , state = '', where = '', note = ''] = cells;
      if (!/^[A-Z]{3}-\d\d$/.test(id)) return [];
      const code = [...where.matchAll(/`([\w@./-]+\.\w+)`/g)].map(([, path = '']) => path);
      const tests = [...note.matchAll(/`(test\/[\w./-]+\.ts) › ([^`]+)`/g)].map(
        ([, path = '', title = '']) => ({
          path,
          title,
        }),
      );
      return [{ id, state, code, note, tests }];
    });

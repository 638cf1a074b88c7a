import { readFileSync } from 'node:fs';
import { ESLint } from 'eslint';
import type { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { inRoot } from '../../../build/lib/paths.ts';

const eslint = new ESLint({ cwd: inRoot('.') });
/** Without types, which take long to load: for the rules that need none. */
const quick = new ESLint({
  cwd: inRoot('.'),
  overrideConfig: [tseslint.configs.disableTypeChecked as Linter.Config],
});

/** Lints a text in the place of an existing file. */
async function lint(path: string, text: string, linter = quick): Promise<string[]> {
  const [result] = await linter.lintText(text, { filePath: inRoot(path) });
  return result?.messages.map((message) => message.ruleId ?? message.message) ?? [];
}

describe('lint refuses', () => {
  const shared = 'shared/base/clock.ts';
  it.each([
    [shared, 'export const a = Date.now();', 'no-restricted-properties'],
    [shared, 'export const a = new Date();', 'no-restricted-syntax'],
    [shared, 'export const a = Math.random();', 'no-restricted-properties'],
    [shared, 'export const a = process;', 'no-restricted-globals'],
    [shared, "console.log('x');", 'no-console'],
    [shared, 'try { a(); } catch {}\nfunction a(): void { return; }', 'no-empty'],
    [shared, 'export const a = (b: any): unknown => b;', '@typescript-eslint/no-explicit-any'],
    [
      'renderer/host/host.ts',
      "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;",
      'no-restricted-syntax',
    ],
    [
      'electron/main/main.ts',
      "import { ipcRenderer } from 'electron';\nexport const a = ipcRenderer;",
      'no-restricted-syntax',
    ],
    [
      'test/unit/rpc/rpc.test.ts',
      "import { it } from 'vitest';\nit.only('x', () => undefined);",
      'no-restricted-syntax',
    ],
  ])('in %s: %s', async (path, text, rule) => {
    expect(await lint(path, text)).toContain(rule);
  });

  it('a promise that nobody waits for', async () => {
    const text = 'export async function a(): Promise<void> { return; }\na();';
    expect(await lint(shared, text, eslint)).toContain('@typescript-eslint/no-floating-promises');
  });

  it('nothing in the preload, where ipcRenderer belongs', async () => {
    const path = 'electron/preload/preload.ts';
    expect(await lint(path, readFileSync(inRoot(path), 'utf8'))).toEqual([]);
  });
}, 120_000);

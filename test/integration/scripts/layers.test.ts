import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkLayers } from '../../../build/lib/checks.ts';
import { inRoot } from '../../../build/lib/paths.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'packline-layers-'));
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'package.json']) {
    copyFileSync(inRoot(file), join(root, file));
  }
  symlinkSync(inRoot('node_modules'), join(root, 'node_modules'));
  plant('shared/base/index.ts', 'export type Id = string;');
  plant(
    'shared/domain/index.ts',
    "import type { Id } from '../base/index.ts';\nexport type Order = { id: Id };",
  );
  plant(
    'electron/station/index.ts',
    "import type { Order } from '../../shared/domain/index.ts';\nexport type Station = Order;",
  );
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

describe('the table of layers', () => {
  it('lets pass what it allows', async () => {
    expect(await checkLayers(root)).toEqual({ name: 'layers', ok: true, detail: '' });
  });

  const faults: [what: string, path: string, text: string][] = [
    [
      'a type of an upper layer',
      'shared/domain/planted1.ts',
      "import type { Station } from '../../electron/station/index.ts';\nexport type A = Station;",
    ],
    ['a layer beside it', 'shared/codec/planted2.ts', "export { type Order } from '../domain/index.ts';"],
    ['a dynamic import', 'shared/base/planted3.ts', "export const a = () => import('../domain/index.ts');"],
    [
      'Node in shared code',
      'shared/domain/planted4.ts',
      "import { readFileSync } from 'node:fs';\nexport const a = readFileSync;",
    ],
    ['Node in the page', 'renderer/planted5.ts', "import 'fs';"],
    ['the station in the page', 'renderer/planted6.ts', "import '../electron/station/index.ts';"],
    [
      'Electron in the station',
      'electron/station/planted7.ts',
      "import { app } from 'electron';\nexport const a = app;",
    ],
    ['the station in main', 'electron/main/planted8.ts', "import '../station/index.ts';"],
    [
      'RxDB outside its home',
      'electron/station/services/planted9.ts',
      "import { createRxDatabase } from 'rxdb';\nexport const a = createRxDatabase;",
    ],
    ['React in shared code', 'shared/label/planted10.ts', "import 'react';"],
    ['a development package', 'electron/station/planted11.ts', "import 'fast-check';"],
    ['a package that is not there', 'electron/station/planted12.ts', "import 'no-such-package';"],
    ['a file that is not there', 'electron/station/planted13.ts', "import './missing.ts';"],
    ['a feature in another', 'renderer/features/b/planted14.ts', "import '../a/a.ts';"],
    ['a folder without a line', 'shared/new/planted15.ts', "import '../base/index.ts';"],
    ['tests in the product', 'electron/station/planted16.ts', "import '../../test/helper.ts';"],
  ];

  it(`refuses ${faults.map(([what]) => what).join(', ')}`, async () => {
    plant('renderer/features/a/a.ts', 'export {};');
    plant('test/helper.ts', 'export {};');
    for (const [, path, text] of faults) plant(path, text);
    const { ok, detail } = await checkLayers(root);
    expect(ok).toBe(false);
    const missed = faults.filter(
      ([, path]) => !detail.split('\n').some((line) => line.includes(`: ${path} → `)),
    );
    expect(missed).toEqual([]);
  });

  it('refuses a cycle', async () => {
    plant('shared/base/a.ts', "import { b } from './b.ts';\nexport const a = () => b;");
    plant('shared/base/b.ts', "import { a } from './a.ts';\nexport const b = () => a;");
    expect((await checkLayers(root)).detail).toContain('no cycles');
  });

  it('fails when the tool looked at nothing, although it exits 0', async () => {
    writeFileSync(
      join(root, '.dependency-cruiser.cjs'),
      "module.exports = { forbidden: [], options: { includeOnly: '^nothing/' } };",
    );
    const check = await checkLayers(root);
    expect(check.ok).toBe(false);
    expect(check.detail).toContain('not checked: shared/base/index.ts');
  });
});

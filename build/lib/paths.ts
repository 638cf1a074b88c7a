import { dirname, join } from 'node:path';

export const ROOT = dirname(dirname(import.meta.dirname));
export const OUT = join(ROOT, 'out');
export const inRoot = (...parts: string[]): string => join(ROOT, ...parts);
/** A tool that an npm package brings, run by `process.execPath`. */
export const tool = {
  // The native compiler: a sixth of the time. The linter reads types by the older one, whose interface it knows.
  tsc: inRoot('node_modules/typescript-7/bin/tsc'),
  eslint: inRoot('node_modules/eslint/bin/eslint.js'),
  prettier: inRoot('node_modules/prettier/bin/prettier.cjs'),
  vitest: inRoot('node_modules/vitest/vitest.mjs'),
  playwright: inRoot('node_modules/@playwright/test/cli.js'),
  depcruise: inRoot('node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
  electronInstall: inRoot('node_modules/electron/install.js'),
  electronBuilder: inRoot('node_modules/electron-builder/cli.js'),
};
/** Folders that hold the project's source. */
export const SOURCE_FOLDERS = ['shared', 'electron', 'renderer', 'hub', 'build', 'test'];

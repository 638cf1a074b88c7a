import { defineConfig } from 'vitest/config';
import { inRoot } from './build/lib/paths.ts';
import { PATIENCE_MS } from './test/lib/patience.ts';

const long = process.env['PACKLINE_LONG'] === '1';

export default defineConfig({
  resolve: {
    // The package would download its binary when it is loaded; the stand-in refuses what Electron refuses.
    alias: { electron: inRoot('test/fakes/electron/index.ts') },
  },
  test: {
    environment: 'node',
    setupFiles: [inRoot('test/setup.ts')],
    include: long
      ? // The properties of the unit tests too, with cases that no run has drawn before.
        ['test/long/**/*.test.{ts,tsx}', 'test/unit/**/*.test.{ts,tsx}']
      : ['test/unit/**/*.test.{ts,tsx}', 'test/integration/**/*.test.{ts,tsx}'],
    passWithNoTests: false,
    // Only what hangs waits them out; other work on the machine makes no test red.
    testTimeout: long ? 30 * 60_000 : 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: PATIENCE_MS } },
    // Two cores; a third of the time tests wait for a disk, a device or a clock.
    maxWorkers: 3,
    // Tests reach no other machine; what they start, they end.
    unstubGlobals: true,
    restoreMocks: true,
  },
});

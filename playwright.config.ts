import { defineConfig } from '@playwright/test';
import { findChromium } from './build/lib/chromium.ts';
import type { HostKind } from './test/e2e/harness/host.ts';

const executablePath = findChromium();
const isRoot = process.getuid?.() === 0;

/** The specs run on whichever host is there; the browser host in an installed Chromium is always there. */
export default defineConfig<object, { host: HostKind }>({
  testDir: 'test/e2e',
  outputDir: 'out/e2e',
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  // Two windows on one machine that does other things as well; only what fails waits it out.
  expect: { timeout: 20_000 },
  timeout: process.env['PACKLINE_LONG'] === '1' ? 30 * 60_000 : 120_000,
  grepInvert: process.env['PACKLINE_LONG'] === '1' ? [] : /@long/,
  projects: [
    { name: 'browser' },
    // Skipped with the reason where Electron's binary is missing; the server's own specs have no meaning there.
    { name: 'electron', use: { host: 'electron' }, testIgnore: /hosts\.spec\.ts/ },
  ],
  reporter: [
    ['list'],
    ['json', { outputFile: process.env['PLAYWRIGHT_JSON_OUTPUT_NAME'] ?? 'out/reports/playwright.json' }],
  ],
  use: {
    viewport: { width: 1920, height: 1080 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // As root the Chromium sandbox cannot start; only then is it switched off.
      args: isRoot
        ? ['--no-sandbox', '--autoplay-policy=no-user-gesture-required']
        : ['--autoplay-policy=no-user-gesture-required'],
    },
  },
});

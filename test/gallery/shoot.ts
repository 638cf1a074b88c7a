import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { createServer } from 'vite';
import { scenes } from './scenes.ts';

/**
 * Pictures of the page's states: `node test/gallery/shoot.ts OUT [FILTER] [zh,en] [1080,768]`.
 * FILTER is a part of a scene's name; `page:queue` and the like show an office screen, `setup` the first start.
 */
const [out = 'out/gallery', filter = '', languages = 'zh,en', heights = '1080,768'] = process.argv.slice(2);
const SIZES: Readonly<Record<string, { width: number; height: number }>> = {
  1080: { width: 1920, height: 1080 },
  768: { width: 1366, height: 768 },
};
const EXTRA = [
  'page:queue',
  'page:blocked',
  'page:orders',
  'page:handover',
  'page:import',
  'page:export',
  'page:prints',
  'page:settings',
  'setup',
  'link:drop',
];

const server = await createServer({
  configFile: false,
  root: new URL('../..', import.meta.url).pathname,
  plugins: [react()],
  logLevel: 'warn',
  server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  optimizeDeps: { entries: ['test/gallery/main.tsx'], include: ['@mantine/core', 'bwip-js/generic'] },
  cacheDir: 'out/gallery-cache',
});
await server.listen();
const address = server.resolvedUrls?.local[0] ?? '';
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
mkdirSync(out, { recursive: true });
const problems: string[] = [];
try {
  for (const height of heights.split(',')) {
    const page = await browser.newPage({ viewport: SIZES[height] ?? { width: 1920, height: 1080 } });
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(String(error)));
    for (const name of [...Object.keys(scenes), ...EXTRA].filter((each) => each.includes(filter))) {
      for (const language of languages.split(',')) {
        const [kind, value] = name.includes(':')
          ? name.split(':')
          : name === 'setup'
            ? ['setup', '1']
            : ['scene', name];
        await page.goto(
          `${address}test/gallery/index.html?${String(kind)}=${String(value)}&lang=${language}`,
        );
        await page.waitForSelector('.bench[data-mode], .office', { timeout: 30_000 });
        await page.waitForTimeout(500);
        const overflow = await page.evaluate(() => {
          // Nothing may stand outside the window; what is cut on purpose ends inside it.
          return [...document.querySelectorAll('.topbar *, .bench *, .office *')].some(
            (each) => each.getBoundingClientRect().right > window.innerWidth + 1,
          );
        });
        if (overflow) problems.push(`${name} ${language} ${height}: overflows`);
        await page.screenshot({ path: join(out, `${name.replace(':', '-')}-${language}-${height}.png`) });
      }
    }
    await page.close();
  }
} finally {
  await browser.close();
  await server.close();
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`pictures in ${out}\n`);

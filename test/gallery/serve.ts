import { chromium } from '@playwright/test';
import type { Browser } from '@playwright/test';
import react from '@vitejs/plugin-react';
import { build, createServer, preview } from 'vite';
import type { InlineConfig, PreviewServer, ViteDevServer } from 'vite';
import { findChromium } from '../../build/lib/chromium.ts';

export interface Gallery {
  /** Address of the gallery's page, with `?scene=…&lang=…` to follow. */
  readonly page: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

/**
 * Serves the gallery on a free port of this machine and opens a browser without a window.
 * @param language of the browser's own words, such as those of a field for a date
 */
export async function openGallery(language = 'zh', cacheDir = 'out/gallery-cache'): Promise<Gallery> {
  const server = await createServer({
    ...COMMON,
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    optimizeDeps: { entries: ['test/gallery/main.tsx'], include: ['@mantine/core', 'bwip-js/generic'] },
    cacheDir,
  });
  await server.listen();
  return openBrowser(server, language);
}

/** The same, built as the product's page is: a page opens in a fraction of the time. */
export async function buildGallery(): Promise<(language: string) => Promise<Gallery>> {
  const outDir = 'out/gallery-built';
  await build({
    ...COMMON,
    build: { outDir, emptyOutDir: true, rollupOptions: { input: 'test/gallery/index.html' } },
  });
  return async (language) => {
    const server = await preview({ ...COMMON, build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
    return openBrowser(server, language);
  };
}

const COMMON = {
  configFile: false,
  root: new URL('../..', import.meta.url).pathname,
  plugins: [react()],
  logLevel: 'warn',
} satisfies InlineConfig;

async function openBrowser(server: ViteDevServer | PreviewServer, language: string): Promise<Gallery> {
  const locale = language === 'en' ? 'en-GB' : 'zh-CN';
  const executablePath = findChromium();
  const browser = await chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    // Root's sandbox cannot start.
    args: [`--lang=${locale}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...process.env, LANGUAGE: locale.replace('-', '_') },
  });
  return {
    page: `${server.resolvedUrls?.local[0] ?? ''}test/gallery/index.html`,
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

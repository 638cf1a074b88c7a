import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from '../../build/lib/paths.ts';
import { writePalettePng } from '../e2e/harness/picture.ts';
import { capture, sizeOf } from './capture.ts';
import { SCREENS } from './screens.ts';
import { buildGallery } from './serve.ts';

/**
 * Pictures of the office's screens for docs/screens, in both languages and sizes:
 * `node test/gallery/keep.ts [PATTERN] [zh,en] [OUT]`.
 */
const [pattern = '', languages = 'zh,en', out = inRoot('docs/screens')] = process.argv.slice(2);
const open = await buildGallery();
mkdirSync(out, { recursive: true });
let total = 0;
for (const language of languages.split(',')) {
  const gallery = await open(language);
  const page = await gallery.browser.newPage({
    viewport: sizeOf('1080'),
    locale: language === 'en' ? 'en-GB' : 'zh-CN',
  });
  page.on('pageerror', (error) => process.stdout.write(`${String(error)}\n`));
  for (const { name, query } of SCREENS.filter((each) => new RegExp(pattern).test(each.name))) {
    try {
      await page.setViewportSize(sizeOf('1080'));
      await capture(page, `${gallery.page}?${query}&lang=${language}`);
      for (const height of ['1080', '768']) {
        const size = sizeOf(height);
        await page.setViewportSize(size);
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        await page.waitForTimeout(height === '768' ? 200 : 0);
        const overflows = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
        if (overflows) process.stdout.write(`${name} ${language} ${height}: overflows\n`);
        // Words on few grounds need fewer colours than the glow around a stop.
        const colours = /^(bench|stop)/.test(name) ? 80 : 32;
        const path = join(out, `${name}-${language}-${String(size.width)}.png`);
        // What tells of a finished act would lie over what is shown.
        const style = '.notices { display: none !important; }';
        total += await writePalettePng(
          path,
          await page.screenshot({ animations: 'disabled', style }),
          colours,
        );
      }
    } catch (error) {
      process.stdout.write(`${name} ${language}: ${String(error).slice(0, 300)}\n`);
    }
  }
  await gallery.close();
}
const table = SCREENS.map(
  ({ name, shows }) =>
    `| ${shows} | ${['zh', 'en'].map((language) => `[1366](${name}-${language}-1366.png) [1920](${name}-${language}-1920.png)`).join(' | ')} |`,
);
const page = `# Screens

Every screen in Chinese and English, in windows of 1366 × 768 and 1920 × 1080, with invented data. Made by
\`node test/gallery/keep.ts\` from the states that test/gallery/screens.ts lists; nobody in them exists.

| Shows | 中文 | English |
| --- | --- | --- |
${table.join('\n')}
`;
writeFileSync(join(out, 'README.md'), page);
process.stdout.write(`${(total / 1e6).toFixed(1)} MB in ${out}\n`);

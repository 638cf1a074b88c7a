import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { scenes } from './scenes.ts';
import { capture, sizeOf } from './capture.ts';
import { openGallery } from './serve.ts';

/**
 * Pictures of the page's states: `node test/gallery/shoot.ts OUT [FILTER] [zh,en] [1080,768]`.
 * FILTER is a pattern of scenes' names; `page:queue` and the like show an office screen, `setup` the first start.
 */
const [out = 'out/gallery', filter = '', languages = 'zh,en', heights = '1080,768'] = process.argv.slice(2);
const PAGES = ['queue', 'blocked', 'orders', 'handover', 'import', 'export', 'prints', 'devices', 'settings'];
const SYNC = [
  'connecting',
  'pulling',
  'checking',
  'agreed',
  'waiting',
  'refused',
  'skew',
  'offline',
  'worst',
  'barred',
  'serving',
];
const names = [
  ...Object.keys(scenes),
  ...PAGES.map((page) => `page:${page}`),
  'page:devices&press=calibrate-gun-1&calibrated=1',
  'page:devices&press=calibrate-wedge',
  'page:devices&trace=1',
  'page:devices&press=tab-printers',
  'page:devices&press=tab-printers,ask-printer,test-print,came-yes',
  'page:devices&press=tab-scales',
  'page:devices&press=tab-scales&fill=scale-port:/dev/ttyUSB1&then=scale-detect',
  'page:templates',
  'page:templates&press=tab-rules',
  'page:templates&press=edit-sf-100x150',
  'page:templates&press=edit-sf-100x150,element-10',
  'page:templates&press=copy-slip-76x130,element-13',
  'page:templates&press=versions-sf-100x150',
  'page:work',
  'page:work&press=work-filter',
  'page:work&fill=work-search:ylb',
  'page:work&fill=work-search:xxxx',
  'page:work&keys=Control-a&press=bulk-approve',
  'page:work&building=1',
  'page:review',
  'page:review&press=review-fix',
  'page:payments',
  'page:payments&press=tab-files',
  'page:notices',
  'page:notices&press=tab-customer',
  'page:notices&press=tab-templates',
  'page:stock',
  'page:stock&stock=empty',
  'page:stock&press=stock-receive',
  'page:stock&press=stock-tab-servable',
  'page:stock&press=stock-tab-prepare',
  'page:stock&press=stock-history-TEA-250',
  'page:stock&press=stock-report-MAT-60',
  'page:shipped',
  'page:shipped&press=list-to_complete',
  'page:archive',
  'page:picking&pick=start',
  'page:picking&pick=walk',
  'page:picking&pick=stop',
  'page:picking&pick=walk&press=pick-short',
  'page:picking&pick=start&press=pick-paper',
  'page:carriers',
  'page:carriers&press=agreement-ZTO-STD',
  'page:carriers&press=tab-try',
  'page:carriers&press=tab-freight',
  'page:cases',
  'page:cases&press=case-row',
  'page:cases&press=raise-case',
  'page:orders&order=x&press=alter-split',
  'page:handover&press=sign-m1',
  'page:orders&order=sent',
  'page:orders&order=locked',
  'page:orders&order=x',
  'page:orders&order=odd',
  'page:orders&order=older&sync=agreed',
  'page:orders&sync=agreed&fill=order-search:13800138000',
  'page:orders&sync=offline&fill=order-search:13800138000',
  ...['good', 'empty', 'running', 'bad'].map((state) => `page:settings&press=tab-backups&backups=${state}`),
  'page:settings&press=tab-backups,restore',
  'page:settings&press=tab-upkeep',
  'page:settings&press=tab-upkeep&disk=low',
  ...SYNC.flatMap((state) => [`scene:opened&sync=${state}`, `page:queue&sync=${state}`]),
  'scene:stop-wrong_item&sync=worst',
  'scene:devices&sync=worst',
  'page:settings&press=tab-hub&sync=alone',
  'page:settings&press=tab-hub&sync=alone&nohub=1',
  'page:settings&press=tab-hub,hub-found&fill=hub-code:ABCD-EFGH-JKLM&then=hub-go&sync=alone',
  ...SYNC.map((state) => `page:settings&press=tab-hub&sync=${state}`),
  'page:settings&press=tab-hub,hub-leave&sync=agreed',
  'page:settings&press=tab-hub,hub-leave&sync=worst',
  'page:settings&press=tab-hub&sync=serving-new',
  'page:settings&press=tab-hub,make-code&sync=serving',
  'page:settings&press=tab-hub&sync=trouble',
  'page:settings&press=tab-hub&sync=low',
  'scene:idle&sync=low',
  'page:settings&press=tab-hub,revoke&sync=serving',
  'page:settings&press=tab-hub,serve-off&sync=serving',
  'scene:opened&disk=low',
  'scene:opened&disk=full',
  'page:queue&disk=full',
  'setup:1',
  'link:drop',
  'page:intake&sketch=1',
  'page:intake&press=tab-drafts',
  'page:intake&press=tab-drafts,draft-other',
  'page:intake&press=tab-changes',
  'page:customers',
  'page:customers&tab=0',
  'page:siteRules',
  'page:settings&press=tab-carriers',
  'page:settings&press=tab-commands',
  'page:settings&press=tab-about',
  'page:settings&press=tab-operators&who=manager',
  'page:settings&press=tab-operators',
  'page:settings&press=tab-audit&who=manager',
  'scene:idle&who=nobody',
  'scene:idle&who=given',
  'scene:idle&who=badge',
  'page:work&who=stopped',
  'scene:idle&keys=F1',
];

mkdirSync(out, { recursive: true });
const problems: string[] = [];
for (const language of languages.split(',')) {
  const gallery = await openGallery(language);
  try {
    for (const height of heights.split(',')) {
      const page = await gallery.browser.newPage({ viewport: sizeOf(height) });
      page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(String(error)));
      for (const name of names.filter((each) => new RegExp(filter).test(each))) {
        const query = name.includes(':') ? name.replace(':', '=') : `scene=${name}`;
        const told = `${name} ${language} ${height}`;
        try {
          const overflows = await capture(page, `${gallery.page}?${query}&lang=${language}`);
          if (overflows) problems.push(`${told}: overflows`);
        } catch (error) {
          problems.push(`${told}: ${String(error).slice(0, 200)}`);
        }
        await page.screenshot({
          path: join(out, `${name.replaceAll(/[:&=,/]/g, '-')}-${language}-${height}.png`),
        });
      }
      await page.close();
    }
  } finally {
    await gallery.close();
  }
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.stdout.write(`pictures in ${out}\n`);

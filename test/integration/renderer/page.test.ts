import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STOP_KINDS } from '../../../shared/domain/index.ts';
import { openGallery } from '../../gallery/serve.ts';
import type { Gallery } from '../../gallery/serve.ts';
import type { PageHost } from '../../fakes/page-host.ts';

declare global {
  interface Window {
    readonly gallery: PageHost;
    /** Pushes a scene of the gallery as the station would. */
    readonly show: (scene: string) => void;
    heard?: unknown[];
  }
}

const CODE = '6901234567892';
let gallery: Gallery;
let page: Page;
const cache = mkdtempSync(join(tmpdir(), 'packline-page-'));

beforeAll(async () => {
  gallery = await openGallery('zh', cache);
  page = await gallery.browser.newPage({ viewport: { width: 1920, height: 1080 } });
}, 120_000);
afterAll(async () => {
  await gallery.close();
  rmSync(cache, { recursive: true, force: true });
});

async function open(query: string): Promise<void> {
  await page.goto(`${gallery.page}?${query}`);
  await page.waitForSelector('.bench[data-mode], .office > *', { timeout: 60_000 });
}
/** What the page asked the station for, of one method. */
const asked = (method: string): Promise<unknown[]> =>
  page.evaluate(
    (name) => window.gallery.calls.filter((call) => call.method === name).map((call) => call.input),
    method,
  );
/** Keys as a keyboard gun sends them, all within one turn of the page so that a busy machine cannot stretch them. */
const gun = (text: string): Promise<void> =>
  page.evaluate((chars) => {
    const field = document.activeElement;
    const fire = (type: string, code: string, key: string, at: number): boolean => {
      const event = new KeyboardEvent(type, { code, key, bubbles: true, cancelable: true });
      Object.defineProperty(event, 'timeStamp', { value: at });
      return (document.activeElement ?? document.body).dispatchEvent(event);
    };
    let at = performance.now();
    for (const char of chars) {
      const passed = fire('keydown', `Digit${char}`, char, (at += 6));
      if (passed && field instanceof HTMLInputElement) {
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(
          field,
          field.value + char,
        );
        field.dispatchEvent(new Event('input', { bubbles: true }));
      }
      fire('keyup', `Digit${char}`, char, (at += 2));
    }
    fire('keydown', 'Enter', 'Enter', (at += 6));
    fire('keyup', 'Enter', 'Enter', at + 2);
  }, text);

describe('what must be read from 1.5 m', () => {
  it.each(['right', 'long'])('is large enough at 1080p (%s)', async (scene) => {
    await open(`scene=${scene}&lang=zh`);
    const sizes = await page.evaluate(() => {
      const at = (id: string): HTMLElement => {
        const found = document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
        if (!found) throw new Error(id);
        return found;
      };
      const font = (id: string): number => Number.parseFloat(getComputedStyle(at(id)).fontSize);
      const picture = at('item-picture').getBoundingClientRect();
      return {
        remaining: font('remaining'),
        name: font('item-name'),
        variant: font('item-variant'),
        picture: Math.min(picture.width, picture.height),
      };
    });
    expect(sizes.remaining).toBeGreaterThanOrEqual(96);
    expect(sizes.name).toBeGreaterThanOrEqual(32);
    expect(sizes.variant).toBeGreaterThanOrEqual(32);
    expect(sizes.picture).toBeGreaterThanOrEqual(320);
  });

  it('tells each stop by word, shape and place inside the window, in both sizes', async () => {
    for (const size of [
      { width: 1366, height: 768 },
      { width: 1920, height: 1080 },
    ]) {
      await page.setViewportSize(size);
      await open('scene=right&lang=en');
      const seen = new Set<string>();
      for (const kind of STOP_KINDS) {
        await page.evaluate((scene) => window.show(scene), `stop-${kind}`);
        const stop = page.locator(`[data-testid="stop"][data-kind="${kind}"]`);
        await stop.waitFor();
        seen.add(
          `${await page.getByTestId('stop-title').innerText()} ${String(await stop.locator('.stop-shape svg').getAttribute('data-shape'))}`,
        );
        const cut = await stop.evaluate((panel) => {
          for (const animation of panel.getAnimations()) animation.finish();
          const inner = panel.querySelector('.stop-body');
          const box = panel.getBoundingClientRect();
          return (
            box.right > window.innerWidth ||
            box.bottom > window.innerHeight ||
            !inner ||
            inner.scrollHeight > inner.clientHeight + 1
          );
        });
        expect(cut, `${kind} at ${String(size.width)}`).toBe(false);
      }
      expect(seen.size).toBe(STOP_KINDS.length);
    }
  }, 120_000);

  it('keeps the current of forty lines in sight', async () => {
    await open('scene=long&lang=zh');
    const inside = await page.locator('.line[aria-current="true"]').evaluate((row) => {
      const list = row.closest('ol')?.getBoundingClientRect();
      const box = row.getBoundingClientRect();
      return list !== undefined && box.top >= list.top && box.bottom <= list.bottom;
    });
    expect(inside).toBe(true);
  });
});

describe('keys', () => {
  it('of a gun become one scan, with the focus where nothing can be written', async () => {
    await open('scene=right&lang=zh');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    await gun(CODE);
    await expect.poll(() => asked('bench.scan')).toMatchObject([{ text: CODE, source: 'wedge', bench: '1' }]);
    expect(await asked('bench.command')).toEqual([]);
  });

  it('of a gun that ran into a text field become a scan, and the field has its text back', async () => {
    await open('page=queue&lang=zh');
    const field = page.getByPlaceholder('搜索');
    await field.fill('2026');
    await gun(CODE);
    await expect.poll(() => asked('bench.scan')).toMatchObject([{ text: CODE }]);
    await expect.poll(() => page.evaluate(() => document.querySelector('.bench') !== null)).toBe(true);
    const searched = (await asked('queue.list')) as { search: string }[];
    expect(searched.at(-1)?.search).toBe('2026');
  });

  it('of a person: Enter confirms a stop, Y answers, F4 undoes; held down they count once', async () => {
    await open('scene=stop-print_unknown&lang=zh');
    await page.keyboard.press('KeyY');
    await expect.poll(() => asked('bench.command')).toMatchObject([{ name: 'YES' }]);
    await page.keyboard.press('Enter');
    await page.keyboard.press('F4');
    await expect
      .poll(() => asked('bench.command'))
      .toMatchObject([{ name: 'YES' }, { name: 'OK' }, { name: 'UNDO' }]);
    await page.keyboard.down('F8');
    await page.keyboard.down('F8');
    await page.keyboard.down('F8');
    await page.keyboard.up('F8');
    await expect.poll(async () => (await asked('bench.command')).length).toBe(4);
    expect(await asked('bench.scan')).toEqual([]);
  });

  it('open every page: F1, arrows, Enter', async () => {
    await open('scene=idle&lang=en');
    await page.keyboard.press('F1');
    await page.getByTestId('menu').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.workbench[data-page="queue"]');
    await page.keyboard.press('F3');
    await page.waitForSelector('.workbench[data-page="bench"]');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('MAIN');
    expect(await asked('bench.command')).toEqual([]);
  });
});

describe('a verdict', () => {
  it('is marked as heard, sounded and painted, in this order', async () => {
    await open('scene=right&lang=zh');
    await page.evaluate(() => {
      window.heard = [];
      window.addEventListener('packline:sound', (event) =>
        window.heard?.push((event as CustomEvent).detail.name),
      );
    });
    await gun(CODE);
    await page.waitForFunction(() =>
      performance
        .getEntriesByName('packline:painted')
        .some((mark) => (mark as PerformanceMark).detail.seq > 1000),
    );
    const marks = await page.evaluate(() =>
      ['packline:verdict-received', 'packline:sound', 'packline:painted'].map(
        (name) => performance.getEntriesByName(name).at(-1)?.startTime ?? -1,
      ),
    );
    expect(marks.every((at) => at > 0)).toBe(true);
    expect([...marks].sort((a, b) => a - b)).toEqual(marks);
    expect(await page.evaluate(() => window.heard)).toEqual(['unit']);
  });
});

describe('when the station goes', () => {
  it('says so, counts the scans that were lost, and goes on by itself', async () => {
    await open('scene=right&lang=en');
    await page.evaluate(() => window.gallery.lose());
    await page.getByTestId('lost').waitFor();
    await gun(CODE);
    await expect.poll(() => page.getByTestId('lost').innerText()).toContain('1 scans');
    await page.evaluate(() => window.gallery.connect());
    await page.getByTestId('lost').waitFor({ state: 'detached' });
    expect(await asked('bench.scan')).toEqual([]);
  });
});

describe('the work lists', { timeout: 60_000 }, () => {
  const GRID = '[data-testid="work-grid"]';
  const cursor = (): Promise<string | null> =>
    page.getAttribute(`${GRID} [data-cursor="true"]`, 'data-row', { timeout: 10_000 });
  const presses = async (key: string, times: number): Promise<void> => {
    for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
  };

  it('are walked by keys alone: an order opens, and Escape comes back to its row', async () => {
    await open('page=work&lang=zh');
    await page.waitForSelector(`${GRID}[data-shown="list:to_review"] [data-row]`);
    await presses('PageDown', 2);
    await presses('ArrowDown', 3);
    const row = await cursor();
    expect(Number(row)).toBeGreaterThan(20261122100020);
    const top = await page.evaluate(() => document.querySelector(`.work-grid .grid-body`)?.scrollTop ?? 0);
    expect(top).toBeGreaterThan(0);
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid="order-next"]');
    await page.keyboard.press('Escape');
    await page.waitForSelector(`${GRID}[data-shown="list:to_review"] [data-cursor="true"][data-row]`);
    expect(await cursor()).toBe(row);
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('work-grid');
    await page.keyboard.press('ArrowDown');
    expect(Number(await cursor())).toBe(Number(row) + 1);
  });

  it('take a range or all of them, and show what would be done before it is done', async () => {
    await open('page=work&lang=zh');
    await page.waitForSelector(`${GRID}[data-shown="list:to_review"] [data-row]`);
    await page.keyboard.press('ArrowDown');
    await presses('Shift+ArrowDown', 3);
    await page.waitForFunction(() => document.querySelector('.work-bar b')?.textContent?.includes('4'));
    await page.keyboard.press('Control+a');
    await page.waitForFunction(() => document.querySelector('.work-bar b')?.textContent?.includes('1,284'));
    await page.keyboard.press('Space');
    await page.waitForFunction(() => document.querySelector('.work-bar b')?.textContent?.includes('1,283'));
    await page.getByTestId('bulk-approve').click();
    await page.waitForFunction(() =>
      document.querySelector('[data-testid="bulk-preview"]')?.textContent?.includes('1,251'),
    );
    expect(await asked('work.bulk')).toEqual([]);
    expect((await asked('work.preview')).at(-1)).toMatchObject({
      action: 'approve',
      selection: { query: { list: 'to_review' }, except: ['taobao:20261122100004'] },
    });
    await page.getByTestId('bulk-go').click();
    await page.waitForSelector('[data-testid="bulk-strip"][data-state="running"]');
    expect(await asked('work.bulk')).toHaveLength(1);
  });

  it('show the end of a hundred thousand without reading what lies between', async () => {
    await open('page=work&lang=en');
    await page.locator('[data-list="ready"]').click();
    await page.waitForSelector(`${GRID}[data-shown="list:ready"] [data-row]`);
    await page.locator(GRID).focus();
    await page.keyboard.press('End');
    await page.waitForSelector(`${GRID} [data-row="20261122199999"]`);
    const rows = (await asked('work.rows')) as { list: string }[];
    expect(rows.filter(({ list }) => list === 'ready').length).toBeLessThanOrEqual(3);
  });

  it('search at every key', async () => {
    await open('page=work&lang=en');
    await page.waitForSelector(`${GRID}[data-shown="list:to_review"] [data-row]`);
    await page.keyboard.press('F2');
    await page.keyboard.type('yl');
    await page.waitForSelector(`${GRID}[data-shown="search:yl"] [data-row]`);
    expect((await asked('work.search')).map((each) => (each as { text: string }).text)).toEqual(['y', 'yl']);
  });
});

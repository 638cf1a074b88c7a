import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { askOf, ready, type DeskOptions } from './desk-ask.ts';
import { figure, type Figure } from './figures.ts';
import type { BenchFolder } from './folder.ts';
import { connectRaw, startBuiltHost } from './host.ts';
import { emptyFrames, LAMP, openBrowser } from './page.ts';
import { orderNoOf } from './shop.ts';

/** Milliseconds from the key or the click to the frame after the one in which the answer stands, as the page's own clock says. */
export interface DeskPageFigures {
  /** A work list is chosen → its rows stand. */
  readonly list: readonly number[];
  /** A key of a search → its hits stand. */
  readonly search: readonly number[];
  /** Enter on a row → the order's page stands with what stops it and what comes next. */
  readonly order: readonly number[];
  /** A jump to anywhere in the list of all orders → the rows there stand. */
  readonly jump: readonly number[];
}

export interface DeskPageOptions {
  readonly rounds: number;
  /** Names of lists (`data-list`) that are opened one after the other. */
  readonly lists: readonly string[];
  /** Searches, typed key by key; every key counts. */
  readonly texts: readonly string[];
}

/**
 * Works through lists, searches and orders in the page as it stands: the app is open, nobody has to sign in, and the lists
 * are ready. Nothing but the page's own events is used, so that no driver stands between a key and its answer.
 */
export async function measureDeskPage(page: Page, options: DeskPageOptions): Promise<DeskPageFigures> {
  await page.keyboard.press('F1');
  await page.locator('[data-menu-entry=work]').click();
  await page.locator('[data-testid=work-grid][data-shown]').waitFor({ timeout: 60_000 });
  await page.locator('[data-list=all]').click();
  await page.locator('[data-testid=work-grid][data-shown="list:all"]').waitFor({ timeout: 60_000 });
  return page.evaluate(async ({ rounds, lists, texts }) => {
    const find = (selector: string): HTMLElement | null => document.querySelector<HTMLElement>(selector);
    const DEADLINE_MS = 30_000;
    const frame = (): Promise<unknown> => new Promise((done) => requestAnimationFrame(done));

    /** From the act until the test holds and its frame has been drawn. */
    async function time(act: () => void, holds: () => boolean): Promise<number> {
      const began = performance.now();
      act();
      await new Promise<void>((done, fail) => {
        if (holds()) return done();
        const late = setTimeout(() => fail(new Error('nothing came within 30 s')), DEADLINE_MS);
        const watch = new MutationObserver(() => {
          if (!holds()) return;
          watch.disconnect();
          clearTimeout(late);
          done();
        });
        watch.observe(document.body, { subtree: true, childList: true, attributes: true });
      });
      await frame();
      await frame();
      return performance.now() - began;
    }
    const grid = (): HTMLElement | null => find('[data-testid=work-grid]');
    const shows = (what: string): boolean => grid()?.dataset['shown'] === what;
    const rest = (): Promise<unknown> => new Promise((done) => setTimeout(done, 30));
    const type = (text: string): void => {
      const field = find('[data-testid=work-search]');
      if (!(field instanceof HTMLInputElement)) throw new Error('no search field');
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, text);
      field.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const key = (name: string): void =>
      void (document.activeElement ?? document.body).dispatchEvent(
        new KeyboardEvent('keydown', { key: name, code: name, bubbles: true, cancelable: true }),
      );

    const figures = {
      list: [] as number[],
      search: [] as number[],
      order: [] as number[],
      jump: [] as number[],
    };
    for (let round = 0; round < rounds; round += 1) {
      for (const list of lists) {
        figures.list.push(
          await time(
            () => find(`[data-list=${list}]`)?.click(),
            () => shows(`list:${list}`),
          ),
        );
        await rest();
      }
      for (const text of texts)
        for (let n = 1; n <= text.length; n += 1) {
          const part = text.slice(0, n);
          if (part.trim() !== part) continue;
          figures.search.push(
            await time(
              () => type(part),
              () => shows(`search:${part}`),
            ),
          );
          await rest();
        }
      type('');
      find('[data-list=all]')?.click();
      await rest();
      const rows = (): HTMLElement | null => find('[data-testid=work-grid] .grid-body');
      await time(
        () => undefined,
        () => shows('list:all') && (rows()?.scrollHeight ?? 0) > (rows()?.clientHeight ?? 0),
      );
      const whole = rows()?.scrollHeight ?? 0;
      for (let n = 1; n <= 5; n += 1) {
        const to = Math.floor((whole * ((n * 37 + round * 11) % 100)) / 100);
        figures.jump.push(
          await time(
            () => void (rows() as HTMLElement).scrollTo({ top: to }),
            () => {
              const body = rows();
              if (!body || Math.abs(body.scrollTop - Math.min(to, whole - body.clientHeight)) > 2)
                return false;
              const box = body.getBoundingClientRect();
              const middle = document.elementFromPoint(box.left + 200, box.top + box.height / 2);
              return middle?.closest('[data-row]') !== null && middle !== null;
            },
          ),
        );
        await rest();
      }
      for (let n = 0; n < 5; n += 1) {
        grid()?.focus();
        key('ArrowDown');
        await rest();
        figures.order.push(
          await time(
            () => key('Enter'),
            () => find('[data-testid=order-next]') !== null,
          ),
        );
        await rest();
        await time(
          () => key('Escape'),
          () => grid()?.dataset['shown'] !== undefined,
        );
        await rest();
      }
    }
    return figures;
  }, options);
}

/** Lists opened, searches typed and orders looked at in the page, with 100,000 orders (issue 6, "Shows" 4). */
export async function deskInPage(
  { samples, node, say }: Pick<DeskOptions, 'samples' | 'node' | 'say'>,
  folder: BenchFolder,
  scratch: string,
): Promise<Figure[]> {
  const host = await startBuiltHost(folder, { node });
  const client = await connectRaw(host);
  const browser = await openBrowser(join(scratch, 'desk-profile'));
  try {
    await ready(askOf(client), say);
    const page = browser.pages()[0] ?? (await browser.newPage());
    await page.goto(host.windowUrl);
    await page.waitForSelector(LAMP, { timeout: 30_000 });
    const frames = await emptyFrames(page, 60);
    say('page: lists, searches, orders …');
    const found = await measureDeskPage(page, {
      rounds: Math.max(2, Math.round(samples / 20)),
      lists: ['ready', 'to_review', 'awaiting_payment', 'all'],
      texts: [orderNoOf(51_234), 'longjing', '龙井茶', '13900012345'],
    });
    const empty = { name: 'two empty frames', of: 'p95', values: frames } as const;
    return [
      figure('page: a work list opens', found.list, { limit: { of: 'p95', value: 300 }, peer: empty }),
      figure('page: a jump to anywhere in 100,000 rows', found.jump, {
        limit: { of: 'p95', value: 300 },
        peer: empty,
      }),
      figure('page: search as you type, each key', found.search, {
        limit: { of: 'p95', value: 100 },
        peer: empty,
      }),
      figure('page: an order opens', found.order, { limit: { of: 'p95', value: 150 }, peer: empty }),
      figure('  the first one of the day', found.order.slice(0, 1)),
    ];
  } finally {
    client.close();
    await browser.close();
    await host.stop();
  }
}

import { expect } from '@playwright/test';
import type { BrowserContext, Page } from '@playwright/test';
import type { PageName } from '../../../renderer/stores/index.ts';
import { PATIENCE_MS } from '../../lib/patience.ts';

/** What the packer can read and hear; nothing that is not on the screen. */
export interface Screen {
  readonly page: string | null;
  readonly mode: string | null;
  readonly verdict: { readonly kind: string; readonly word: string; readonly shape: boolean } | null;
  readonly stop: {
    readonly kind: string;
    readonly title: string;
    readonly text: string;
    readonly repeats: number;
    readonly shape: boolean;
  } | null;
  /** Number of the open order as the shop gave it. */
  readonly order: string | null;
  /** Of the item in front. */
  readonly remaining: number | null;
  readonly item: string | null;
  readonly variant: string | null;
  readonly checked: number | null;
  readonly total: number | null;
  readonly label: string | null;
  readonly waybill: string | null;
  readonly handover: { readonly scanned: number; readonly text: string } | null;
  readonly idle: boolean;
  readonly lost: boolean;
  readonly multiplier: string | null;
  readonly language: string;
}

interface Diary {
  clicks: number;
  sounds: string[];
  /** Values of text fields at the moment when they lost the focus. */
  left: string[];
  faults: string[];
  /** The last keys: what, when it was sent, when the page got it, in ms. */
  keys: [code: string, sent: number, got: number][];
}

/** Keeps a diary in every page: trusted clicks, sounds, what stood in a field when it was left, policy faults. */
export async function prepareContext(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const diary: Diary = { clicks: 0, sounds: [], left: [], faults: [], keys: [] };
    (window as unknown as { diary: Diary }).diary = diary;
    for (const name of ['pointerdown', 'mousedown', 'click', 'touchstart'])
      window.addEventListener(name, (event) => event.isTrusted && (diary.clicks += 1), { capture: true });
    window.addEventListener('packline:sound', (event) =>
      diary.sounds.push((event as CustomEvent<{ name: string }>).detail.name),
    );
    window.addEventListener(
      'focusout',
      (event) => {
        if (event.target instanceof HTMLInputElement) diary.left.push(event.target.value);
      },
      { capture: true },
    );
    window.addEventListener(
      'keydown',
      (event) => {
        diary.keys.push([event.code, Math.round(event.timeStamp), Math.round(performance.now())]);
        if (diary.keys.length > 80) diary.keys.shift();
      },
      { capture: true },
    );
    window.addEventListener('blur', () => diary.keys.push(['blur', 0, Math.round(performance.now())]));
    window.addEventListener('error', (event) => diary.faults.push(event.message));
    document.addEventListener('securitypolicyviolation', (event) =>
      diary.faults.push(
        `policy: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${String(event.lineNumber)}`,
      ),
    );
  });
}

export const readDiary = (page: Page): Promise<Diary> =>
  page.evaluate(() => structuredClone((window as unknown as { diary: Diary }).diary));

export const readScreen = (page: Page): Promise<Screen> =>
  page.evaluate(() => {
    const one = (id: string): HTMLElement | null => document.querySelector(`[data-testid="${id}"]`);
    const textOf = (id: string): string | null => one(id)?.textContent?.trim() ?? null;
    const bench = one('bench');
    const verdict = one('verdict');
    const stop = one('stop');
    const units = /(\d+)\s*\/\s*(\d+)/.exec(textOf('units') ?? '');
    const handover = one('handover');
    const remaining = textOf('remaining');
    return {
      page: document.querySelector('.workbench')?.getAttribute('data-page') ?? null,
      mode: bench?.getAttribute('data-mode') ?? null,
      verdict: verdict && {
        kind: verdict.getAttribute('data-kind') ?? '',
        word: verdict.querySelector('.verdict-word')?.textContent?.trim() ?? '',
        shape: verdict.querySelector('svg') !== null,
      },
      stop: stop && {
        kind: stop.getAttribute('data-kind') ?? '',
        title: textOf('stop-title') ?? '',
        text: stop.innerText,
        repeats: Number(stop.getAttribute('data-repeats')),
        shape: stop.querySelector('.stop-shape svg') !== null,
      },
      order: textOf('order-number'),
      remaining: remaining === null ? null : Number(remaining),
      item: textOf('item-name'),
      variant: textOf('item-variant'),
      checked: units ? Number(units[1]) : null,
      total: units ? Number(units[2]) : null,
      label: one('label-step')?.getAttribute('data-state') ?? null,
      waybill: textOf('waybill-number'),
      handover: handover && {
        scanned: Number(textOf('handover-count')),
        text: handover.innerText,
      },
      idle: one('idle-title') !== null,
      lost: one('lost') !== null,
      multiplier: textOf('multiplier'),
      language: document.documentElement.lang,
    };
  });

/** Looks at the screen until it shows what is expected. */
export async function until(page: Page, what: string, fits: (screen: Screen) => boolean): Promise<Screen> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const screen = await readScreen(page);
    if (fits(screen)) return screen;
    if (Date.now() > deadline) throw new Error(`the screen never showed ${what}: ${JSON.stringify(screen)}`);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
}

/** Goes to a page by the list behind F1, as a person does. */
export async function goTo(page: Page, name: PageName): Promise<void> {
  const entry = page.locator(`[data-menu-entry="${name}"]`);
  // A page that is still connecting hears no key.
  await expect(async () => {
    if (!(await entry.isVisible())) await page.keyboard.press('F1');
    await entry.click({ timeout: 1_000 });
  }).toPass();
}

/** Draws a line across the first free frame. */
export async function sign(page: Page): Promise<void> {
  const pad = page.getByTestId('signature-pad').first();
  await pad.scrollIntoViewIfNeeded();
  const box = await pad.boundingBox();
  if (!box) throw new Error('no frame to sign in');
  await page.mouse.move(box.x + 20, box.y + box.height / 2);
  await page.mouse.down();
  for (const part of [0.3, 0.5, 0.7])
    await page.mouse.move(box.x + box.width * part, box.y + box.height * part);
  await page.mouse.up();
  await page.getByTestId('signature-save').first().click();
}

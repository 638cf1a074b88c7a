import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { inRoot } from '../../../build/lib/paths.ts';
import type { Post } from '../../../shared/domain/rights/index.ts';
import type { StationClient } from './client.ts';
import type { Product } from './host.ts';
import { BOSS, passwordOf } from './passwords.ts';

export { BOSS, passwordOf };
const run = promisify(execFile);

/** Names of people with their posts. The administrator `boss` is always there, and works too where it is given any post. */
export type Posts = Readonly<Record<string, readonly Post[]>>;

/** Makes the people in a data folder on which nothing runs; from then on everybody signs in. */
export async function hire(dataDir: string, posts: Posts): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  await run(process.execPath, [inRoot('test/e2e/harness/hiring.ts'), dataDir, JSON.stringify(posts)]);
}

/** Signs a client in: what it does from now on, it does as this person. */
export async function signInClient(client: StationClient, name = BOSS): Promise<void> {
  const answer = await client.call('session.signIn', { who: name, password: passwordOf(name) });
  if (!answer.ok) throw new Error(answer.code);
}

/** Types name and password into the sign-in page that stands. */
export async function signIn(page: Page, name: string): Promise<void> {
  await page.getByTestId('sign-in-who').fill(name);
  await page.getByTestId('sign-in-password').fill(passwordOf(name));
  await page.getByTestId('sign-in-go').click();
  await expect(page.getByTestId('lock-screen')).toHaveCount(0);
  await expect(page.getByTestId('lock')).toContainText(name);
}

/** Another person at the same window: the fast lock key, and the sign-in page behind it. */
export async function switchTo(page: Page, name: string): Promise<void> {
  const locked = page.getByTestId('lock-screen');
  // A page that is still connecting hears no key.
  await expect(async () => {
    if (!(await locked.isVisible())) await page.keyboard.press('F5');
    await expect(locked).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await signIn(page, name);
}

/** People who work with the product at the same time. */
export interface Crew {
  /**
   * The window of this person, who has signed in there by the sign-in page. In the browser everybody has a window of their own;
   * Electron has one, and it changes hands: ask again before each turn.
   */
  as(name: string): Promise<Page>;
  /** Of the station's record. */
  id(name: string): string;
}

/** @param product opened with `people` */
export async function crewOf(product: Product): Promise<Crew> {
  const { operators } = await product.client.call('app.hello', {});
  const ids = new Map(operators.map(({ id, name }) => [name, id]));
  const windows = new Map<string, Page>();
  let holder: string | null = null;

  async function handOver(name: string): Promise<Page> {
    const { page } = product;
    if (holder === null) await signIn(page, name);
    else if (holder !== name) await switchTo(page, name);
    holder = name;
    return page;
  }
  async function ownWindow(name: string): Promise<Page> {
    const known = windows.get(name);
    if (known) return known;
    // The window that opened with the product waits at its sign-in page.
    const page = windows.size === 0 ? product.page : await product.openWindow();
    windows.set(name, page);
    await signIn(page, name);
    return page;
  }
  return {
    as: (name) => (product.kind === 'electron' ? handOver(name) : ownWindow(name)),
    id(name) {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`nobody is called ${name}`);
      return id;
    },
  };
}

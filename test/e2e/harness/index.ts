import { join } from 'node:path';
import { expect, test as base } from '@playwright/test';
import { createPtyGun } from '../../fakes/gun.ts';
import type { PtyGun } from '../../fakes/gun.ts';
import { copyFolder, demoFolder, openProduct, scratch, whyNot } from './host.ts';
import type { HostKind, OpenOptions, Product } from './host.ts';
import { hire, signInClient } from './people.ts';
import type { Posts } from './people.ts';

export * from './client.ts';
export * from './goods.ts';
export * from './guns.ts';
export * from './host.ts';
export * from './paper.ts';
export * from './people.ts';
export * from './screen.ts';
export * from './site.ts';
export { expect };

interface Tools {
  readonly hostIsHere: undefined;
  /** A folder for this test only. */
  readonly folder: string;
  readonly pty: PtyGun;
  /**
   * Opens the product on a fresh copy of the demo site, or on an empty folder. With `people` everybody signs in: the window
   * waits at the sign-in page, and the client is the administrator's.
   */
  readonly open: (options?: Partial<OpenOptions> & { empty?: boolean; people?: Posts }) => Promise<Product>;
}
interface Shared {
  readonly demo: string;
  readonly host: HostKind;
}

/** Written once for both hosts; the project says which. What this machine lacks is a skip with its reason. */
export const test = base.extend<Tools, Shared>({
  host: ['browser', { option: true, scope: 'worker' }],
  demo: [
    async ({ host }, use) => {
      const place = scratch();
      const path = join(place.path, 'demo');
      if (whyNot(host) === undefined) await demoFolder(path);
      await use(path);
      place.dispose();
    },
    { scope: 'worker' },
  ],
  hostIsHere: [
    async ({ host }, use, info) => {
      const why = whyNot(host);
      info.skip(why !== undefined, why);
      await use(undefined);
    },
    { auto: true },
  ],
  folder: async ({}, use) => {
    const place = scratch();
    await use(place.path);
    place.dispose();
  },
  pty: async ({ folder }, use) => {
    const gun = await createPtyGun(join(folder, 'ttyGun'));
    await use(gun);
    await gun.close();
  },
  open: async ({ host, demo, folder }, use) => {
    const opened: Product[] = [];
    await use(async ({ empty = false, people, before, ...options } = {}) => {
      const dataDir = join(folder, `data${opened.length === 0 ? '' : String(opened.length)}`);
      if (!empty) copyFolder(demo, dataDir);
      if (people) await hire(dataDir, people);
      const prepare: OpenOptions['before'] = async (client) => {
        if (people) await signInClient(client);
        await before?.(client);
      };
      const product = await openProduct(host, { dataDir, ...options, before: prepare });
      // Electron's window has a new client of its own.
      if (people && host === 'electron') await signInClient(product.client);
      opened.push(product);
      return product;
    });
    for (const product of opened) await product.close();
  },
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HubStation } from '../../shared/contract/sync-views.ts';
import type { Site } from '../stations/index.ts';
import { ADMIN_FILE, type Admin, type AdminPlace } from './admin.ts';

/** The running hub that holds the folder's database. @throws where there is none, or it does not answer */
export function adminOf(directory: string): Admin {
  const { url, token } = JSON.parse(readFileSync(join(directory, ADMIN_FILE), 'utf8')) as AdminPlace;

  async function ask<T>(path: string, body: object = {}): Promise<T> {
    const answer = await fetch(`${url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the hub answers ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  return {
    newCode: (site) => ask('/codes', { site }),
    list: (site) => ask<(HubStation & { site: string })[]>('/stations', { site }),
    revoke: async (station) => (await ask<{ done: boolean }>('/revoke', { station })).done,
    freeNumbers: async (station) => (await ask<{ freed: number | null }>('/free', { station })).freed,
    sites: () => ask<Site[]>('/sites'),
    addSite: async (site) => void (await ask('/site', site)),
  };
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../shared/base/index.ts';
import type { HubRecord, HubStore } from '../store/port.ts';

/**
 * Keys with which a shop, an ERP or a carrier's platform reaches one site as one channel. Of a key only its SHA-256 is kept
 * (it is random and long, so it needs no slow hash); it is shown once, when it is made.
 */
export const SCOPES = ['orders', 'products', 'tracking'] as const;
export type Scope = (typeof SCOPES)[number];

export const channelSettings = z.strictObject({
  site: z.string().min(1).max(64),
  /** Part of every order's id: `taobao`, `myshop`, … */
  channel: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
  name: z.string().trim().min(1).max(60),
  scopes: z.array(z.enum(SCOPES)).min(1).default(['orders', 'products']),
  /** Carrier code of parcels whose order names none. */
  carrier: z
    .string()
    .regex(/^[A-Z0-9_-]{1,20}$/)
    .default('OWN'),
  /** Minutes east of UTC of local times in dropped files. */
  tzOffset: z.number().int().min(-720).max(840).default(480),
});
export type ChannelSettings = z.output<typeof channelSettings>;

/** A channel as its key stands for it. */
export interface Channel extends ChannelSettings {
  /** Id of the key's record. */
  readonly id: string;
}

const KIND = 'channel-key';
const PREFIX = 'pk_';
const KEY = /^pk_[A-Za-z0-9_-]{43}$/;

export const hashOf = (key: string): string => createHash('sha256').update(key).digest('hex');

/** @returns the key, which nobody can read again, and its record's id */
export async function makeKey(
  deps: { readonly store: HubStore; readonly clock: Clock },
  settings: ChannelSettings,
): Promise<{ readonly key: string; readonly id: string }> {
  const key = PREFIX + randomBytes(32).toString('base64url');
  const id = hashOf(key);
  await deps.store.transaction(settings.site, (tx) =>
    tx.putRecord({
      kind: KIND,
      id,
      site: settings.site,
      state: 'active',
      due: 0,
      body: { ...settings, hint: key.slice(-4), createdAt: deps.clock.now() },
    }),
  );
  return { key, id };
}

/** @returns false where there is no such key */
export async function revokeKey(store: HubStore, id: string): Promise<boolean> {
  const record = await store.record(KIND, id);
  if (!record) return false;
  return store.transaction(record.site, async (tx) => {
    const now = await tx.record(KIND, id);
    if (!now) return false;
    await tx.putRecord({ ...now, state: 'revoked' });
    return true;
  });
}

/** Keys of a site or of all, without anything that could be used as a key. */
export const listKeys = (store: HubStore, site?: string): Promise<readonly HubRecord[]> =>
  store.records({ kind: KIND, limit: 1_000, ...(site === undefined ? {} : { site }) });

/** The channel that a key stands for; undefined where it is none, or was taken back. */
export async function channelOf(store: HubStore, key: string): Promise<Channel | undefined> {
  if (!KEY.test(key)) return undefined;
  const id = hashOf(key);
  const record = await store.record(KIND, id);
  if (!record || record.state !== 'active' || !timingSafeEqual(Buffer.from(record.id), Buffer.from(id)))
    return undefined;
  const { hint: _hint, createdAt: _at, ...settings } = record.body;
  return { ...channelSettings.parse(settings), id };
}

/** The newest key of a site's channel, for what comes without one: a dropped file. */
export async function channelNamed(
  store: HubStore,
  site: string,
  channel: string,
): Promise<Channel | undefined> {
  const keys = (await listKeys(store, site))
    .filter((record) => record.state === 'active' && record.body['channel'] === channel)
    .sort((a, b) => Number(b.body['createdAt']) - Number(a.body['createdAt']));
  const [record] = keys;
  if (!record) return undefined;
  const { hint: _hint, createdAt: _at, ...settings } = record.body;
  return { ...channelSettings.parse(settings), id: record.id };
}

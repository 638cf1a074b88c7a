import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../../shared/base/index.ts';
import type { HubRecord, HubStore } from '../store/port.ts';
import { WEBHOOK_EVENTS } from './events.ts';
import { urlFault } from './target.ts';

export const VIA = ['webhook', 'email', 'sms', 'kuaidi100', 'kdniao'] as const;

/** Who is told of what, and how. */
export const endpointSettings = z
  .strictObject({
    site: z.string().min(1).max(64),
    name: z.string().trim().min(1).max(60),
    /**
     * `webhook` posts signed JSON to `url`; `sms` calls the gateway at `url`; `email` writes to `to`; a tracking platform
     * at `url` is asked to follow what was shipped.
     */
    via: z.enum(VIA).default('webhook'),
    url: z.string().max(2_000).default(''),
    to: z.union([z.email().max(200), z.literal('')]).default(''),
    /** Customer number at a tracking platform. */
    account: z.string().max(100).default(''),
    /** Address of this hub as a tracking platform reaches it: `https://hub.example.com`. */
    callback: z.string().max(500).default(''),
    events: z.array(z.enum(WEBHOOK_EVENTS)).min(1),
    /** Only orders of this channel; '' for all. */
    channel: z.string().max(40).default(''),
    /** Of the receiver: nothing, hidden as on a label, or in clear. */
    privacy: z.enum(['none', 'masked', 'full']).default('masked'),
    /** May lead into a private network, and without TLS. Only an administrator says so. */
    internal: z.boolean().default(false),
    language: z.enum(['zh', 'en']).default('zh'),
  })
  .superRefine((value, context) => {
    const fault =
      value.via === 'email'
        ? value.to === ''
          ? 'to_missing'
          : undefined
        : urlFault(value.url, { internal: value.internal });
    if (fault) context.addIssue({ code: 'custom', path: ['url'], params: { code: fault }, message: fault });
    const follows = value.via === 'kuaidi100' || value.via === 'kdniao';
    if (follows && (value.account === '' || !URL.canParse(value.callback)))
      context.addIssue({
        code: 'custom',
        path: ['account'],
        params: { code: 'account_missing' },
        message: '',
      });
    if (follows && value.events.some((type) => type !== 'order.shipped'))
      context.addIssue({ code: 'custom', path: ['events'], params: { code: 'shipped_only' }, message: '' });
    // A text message goes to the receiver's own number: masked, it would reach nobody.
    if (value.via === 'sms' && value.privacy !== 'full')
      context.addIssue({
        code: 'custom',
        path: ['privacy'],
        params: { code: 'sms_needs_full' },
        message: '',
      });
  });
export type EndpointSettings = z.output<typeof endpointSettings>;

export interface Endpoint extends EndpointSettings {
  readonly id: string;
  readonly createdAt: number;
  /** Signs webhooks; the bearer token of an SMS gateway; the key of a tracking platform. */
  readonly secret: string;
}

const KIND = 'endpoint';

/** @returns the endpoint with its secret, which is shown once */
export async function makeEndpoint(
  deps: { readonly store: HubStore; readonly clock: Clock },
  settings: EndpointSettings,
  secret = `whsec_${randomBytes(32).toString('base64url')}`,
): Promise<Endpoint> {
  const id = `ep_${randomBytes(8).toString('hex')}`;
  const createdAt = deps.clock.now();
  await deps.store.transaction(settings.site, (tx) =>
    tx.putRecord({
      kind: KIND,
      id,
      site: settings.site,
      state: 'active',
      due: 0,
      body: { ...settings, createdAt, private: { secret } },
    }),
  );
  return { ...settings, id, createdAt, secret };
}

/** What waits for it becomes a dead letter at its next try. @returns false where there is none */
export async function removeEndpoint(store: HubStore, id: string): Promise<boolean> {
  const record = await store.record(KIND, id);
  if (!record) return false;
  await store.transaction(record.site, (tx) => tx.removeRecord(KIND, id));
  return true;
}

export async function listEndpoints(reader: Pick<HubStore, 'records'>, site?: string): Promise<Endpoint[]> {
  const records = await reader.records({ kind: KIND, limit: 1_000, ...(site === undefined ? {} : { site }) });
  return records.map(endpointOf);
}

export async function endpoint(reader: Pick<HubStore, 'record'>, id: string): Promise<Endpoint | undefined> {
  const record = await reader.record(KIND, id);
  return record && endpointOf(record);
}

function endpointOf(record: HubRecord): Endpoint {
  const { private: secret, ...body } = record.body as unknown as EndpointSettings & {
    readonly createdAt: number;
    readonly private: { readonly secret: string };
  };
  return { ...body, id: record.id, secret: secret.secret };
}

/** As it may be shown: without its secret. */
export function withoutSecret({ secret: _secret, ...rest }: Endpoint): Omit<Endpoint, 'secret'> {
  return rest;
}

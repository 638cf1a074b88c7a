import { createHash, createHmac } from 'node:crypto';
import { createTransport, type Transporter } from 'nodemailer';
import type { HubStore } from '../store/port.ts';
import {
  messageOf,
  noticeTextOf,
  receiverNow,
  type Delivery,
  type Endpoint,
  type Post,
  type Sender,
  type Sent,
} from '../outbox/index.ts';
import { createKdniao } from './kdniao.ts';
import { createKuaidi100 } from './kuaidi100.ts';
import type { PlatformFault, TrackingPlatform } from './platform.ts';
import { noticeOf } from './templates.ts';

const DEADLINE_MS = 15_000;

export interface MailSettings {
  /** `smtps://user:password@host:465`, or `smtp://…` with STARTTLS. */
  readonly url: string;
  readonly from: string;
}

interface SenderDeps {
  readonly store: Pick<HubStore, 'documents'>;
  readonly post: Post;
}

/** The transport is made at the first mail; every try is a connection of its own. */
export function createMailSender(
  deps: Pick<SenderDeps, 'store'>,
  settings: MailSettings | undefined,
): Sender {
  let transport: Transporter | undefined;
  return {
    async send(endpoint, delivery) {
      if (!settings) return { ok: false, told: 'smtp_not_set' };
      transport ??= createTransport(
        {
          url: settings.url,
          connectionTimeout: DEADLINE_MS,
          greetingTimeout: DEADLINE_MS,
          socketTimeout: DEADLINE_MS,
        },
        { disableFileAccess: true, disableUrlAccess: true },
      );
      const message = await messageOf(deps.store, endpoint, delivery);
      const notice = noticeOf(message, endpoint.language);
      // The same id at every try: a mailbox that got it twice shows it once.
      const id = createHash('sha256').update(delivery.id).digest('hex').slice(0, 32);
      try {
        await transport.sendMail({
          from: settings.from,
          to: endpoint.to,
          subject: notice.subject,
          text: `${notice.text}${receiverLine(message.data, endpoint.language)}\n`,
          messageId: `<${id}@packline>`,
          headers: { 'auto-submitted': 'auto-generated' },
        });
        return { ok: true, told: 250 };
      } catch (error) {
        return mailFault(error);
      }
    },
  };
}

function receiverLine(data: Readonly<Record<string, unknown>>, language: 'zh' | 'en'): string {
  const { receiver } = data as {
    receiver?: { name: string; phone: string; address?: string; detail?: string };
  };
  if (!receiver) return '';
  const parts = [receiver.name, receiver.phone, receiver.address ?? receiver.detail ?? ''];
  return `\n${language === 'zh' ? '收件人：' : 'Receiver: '}${parts.join(' ')}`;
}

/** 5xx of an SMTP server is its last word (RFC 5321 4.2.1); all else may pass. */
function mailFault(error: unknown): Sent {
  const { responseCode, code } = error as { responseCode?: unknown; code?: unknown };
  if (typeof responseCode === 'number') return { ok: false, told: responseCode, final: responseCode >= 550 };
  return { ok: false, told: typeof code === 'string' ? code : 'smtp_failed', unreachable: true };
}

/** A text message by any gateway that takes `{ to, text, id }` with a bearer token. */
export function createSmsSender({ store, post }: SenderDeps): Sender {
  return {
    async send(endpoint, delivery) {
      const receiver = await receiverNow(store, delivery.site, delivery.event.order);
      // Erased meanwhile, or never there: nobody to write to.
      if (!receiver || receiver.phone === '') return { ok: false, told: 'no_receiver', final: true };
      const { type, data: told } = delivery.event;
      const notice =
        type === 'order.notice'
          ? await noticeTextOf(store, delivery.site, delivery.event, { ...endpoint, privacy: 'full' })
          : undefined;
      // Its order is gone: there is nothing to tell any more.
      if (type === 'order.notice' && !notice) return { ok: false, told: 'no_order', final: true };
      const data = notice ? { ...told, notice } : told;
      const answer = await post({
        url: endpoint.url,
        internal: endpoint.internal,
        deadlineMs: DEADLINE_MS,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          authorization: `Bearer ${endpoint.secret}`,
          'idempotency-key': delivery.id,
        },
        body: JSON.stringify({
          id: delivery.id,
          to: receiver.phone,
          text: noticeOf({ type, data }, endpoint.language).text,
        }),
      });
      if (!answer.ok) return { ok: false, told: answer.error, unreachable: true };
      const { status } = answer.value;
      if (status >= 200 && status < 300) return { ok: true, told: status };
      return { ok: false, told: status, final: status === 400 || status === 422 };
    },
  };
}

/** Signs the platform's calls; made of the key, so that nobody has to keep it. At most 32 characters. */
export const saltOf = ({ id, secret }: Pick<Endpoint, 'id' | 'secret'>): string =>
  createHmac('sha256', secret).update(`callback ${id}`).digest('hex').slice(0, 32);

export const callbackPath = (via: 'kuaidi100' | 'kdniao', id: string): string => `/v1/callbacks/${via}/${id}`;

/** The tracking platform that an endpoint stands for; undefined where it stands for something else. */
export function platformOf(endpoint: Endpoint, post: Post): TrackingPlatform | undefined {
  const { via, url: base, account, secret: key, internal } = endpoint;
  const reach = { post, internal };
  if (via === 'kdniao') return createKdniao({ base, account, key }, reach);
  if (via !== 'kuaidi100') return undefined;
  const callback = new URL(callbackPath(via, endpoint.id), endpoint.callback).href;
  return createKuaidi100({ base, key, customer: account, callback, salt: saltOf(endpoint) }, reach);
}

/** Has a tracking platform follow the parcels of a shipped order. */
export function createFollowSender({ store, post }: SenderDeps): Sender {
  return {
    async send(endpoint: Endpoint, delivery: Delivery): Promise<Sent> {
      const platform = platformOf(endpoint, post);
      if (!platform) return { ok: false, told: 'not_a_platform', final: true };
      const { parcels } = delivery.event.data as {
        readonly parcels?: readonly { readonly carrier: string; readonly number: string }[];
      };
      const phone =
        endpoint.privacy === 'full'
          ? (await receiverNow(store, delivery.site, delivery.event.order))?.phone
          : undefined;
      for (const { carrier, number } of parcels ?? []) {
        const query = { carrier, number, ...(phone === undefined ? {} : { phone }) };
        const asked = await platform.subscribe(query);
        if (!asked.ok) return sentOf(asked.error);
      }
      return { ok: true, told: 'subscribed' };
    },
  };
}

const UNREACHED = ['timed_out', 'refused', 'name_unknown', 'tls', 'broken_off'];
const sentOf = ({ code, told }: PlatformFault): Sent => ({
  ok: false,
  told: told ?? code,
  ...(told === undefined && UNREACHED.includes(code) ? { unreachable: true } : {}),
});

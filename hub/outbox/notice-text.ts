import { foldOrder } from '../../shared/domain/index.ts';
import {
  builtInNotice,
  noticeFaults,
  noticeValues,
  NOTICE_TEMPLATES,
  renderNotice,
  type NoticeTemplate,
  type NoticeTemplateId,
  type NoticeText,
} from '../../shared/domain/notices/index.ts';
import {
  SITE_RULES,
  siteRuleDefault,
  siteRuleValue,
  type SiteRuleKey,
  type SiteRuleOf,
} from '../../shared/domain/site-rules/index.ts';
import { maskName } from '../../shared/domain/masking/index.ts';
import { carrierName, receiverOf } from '../../shared/intake/index.ts';
import type { OrderDoc } from '../../shared/schema/index.ts';
import type { HubStore, JsonObject, SiteTransaction } from '../store/port.ts';
import type { Endpoint } from './endpoints.ts';
import type { WebhookEvent } from './events.ts';

type Documents = ReadonlyMap<string, { readonly document: JsonObject }>;

const RULES = ['notices.delivery', 'notices.confirmation', 'notices.link', 'tracking.transitDays'] as const;
const ruleId = (key: SiteRuleKey): string => `rule:${key}`;

/** A rule as the stations write it; what is not allowed here leaves the default. */
function ruleOf<K extends SiteRuleKey>(stored: Documents, key: K): SiteRuleOf<K> {
  const { value } = (stored.get(ruleId(key))?.document['value'] ?? {}) as { readonly value?: unknown };
  return (siteRuleValue(SITE_RULES[key], value) ?? siteRuleDefault(key)) as SiteRuleOf<K>;
}

/** Which notices the hub brings to customers. */
export async function noticeRulesOf(
  tx: Pick<SiteTransaction, 'documents'>,
): Promise<{ readonly sends: (data: JsonObject) => boolean }> {
  const stored = await tx.documents('config', RULES.map(ruleId));
  const byHub = ruleOf(stored, 'notices.delivery') === 'hub';
  const confirms = ruleOf(stored, 'notices.confirmation');
  return {
    sends: ({ notice }) => {
      const { template } = (notice ?? {}) as { readonly template?: unknown };
      return byHub && (template !== 'confirmation' || confirms);
    },
  };
}

/**
 * The text of a notice with the order and the site's template as they are now. Private data is read now and not kept with the
 * delivery.
 * @returns undefined where the order is not there any more
 */
export async function noticeTextOf(
  store: Pick<HubStore, 'documents'>,
  site: string,
  event: WebhookEvent,
  { language, privacy }: Pick<Endpoint, 'language' | 'privacy'>,
): Promise<NoticeText | undefined> {
  const { template, reason } = (event.data['notice'] ?? {}) as {
    readonly template?: string;
    readonly reason?: unknown;
  };
  const id = NOTICE_TEMPLATES.find((each) => each === template);
  const found = (await store.documents(site, 'orders', [event.order])).get(event.order);
  if (id === undefined || !found) return undefined;
  const stored = await store.documents(site, 'config', [...RULES.map(ruleId), `notice:${id}`]);
  const order = found.document as unknown as OrderDoc;
  const state = foldOrder(order);
  const receiver = receiverOf(order);
  const why = reason ?? state.reason;
  const { shipBy } = state.current;
  const values = noticeValues(state, {
    language,
    site: '',
    carrierName: (code) => carrierName(code, language),
    link: ruleOf(stored, 'notices.link'),
    transit: ruleOf(stored, 'tracking.transitDays'),
    offset: (at) => -new Date(at).getTimezoneOffset(),
    ...(shipBy === undefined ? {} : { expectedShip: shipBy }),
    ...(why === undefined ? {} : { reason: String(why) }),
    ...(receiver === undefined || privacy === 'none'
      ? {}
      : {
          receiver: {
            name: privacy === 'full' ? receiver.name : maskName(receiver.name),
            ...(receiver.province === undefined ? {} : { province: receiver.province }),
          },
        }),
  });
  return renderNotice(templateOf(stored, id)[language], values);
}

/** The site's own text, where it is one that a station would have kept. */
function templateOf(stored: Documents, id: NoticeTemplateId): NoticeTemplate {
  const { template } = (stored.get(`notice:${id}`)?.document['value'] ?? {}) as {
    readonly template?: unknown;
  };
  const own = template as NoticeTemplate | undefined;
  const whole = (text: unknown): boolean => {
    const { subject, text: body } = (text ?? {}) as Partial<NoticeText>;
    return typeof subject === 'string' && typeof body === 'string';
  };
  if (own?.id !== id || !whole(own.zh) || !whole(own.en)) return builtInNotice(id);
  return noticeFaults(own).length === 0 ? own : builtInNotice(id);
}

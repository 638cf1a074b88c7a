import { carrierName } from '../../shared/intake/index.ts';
import type { Message } from '../outbox/index.ts';

/** What a person reads. */
export interface Notice {
  readonly subject: string;
  readonly text: string;
}

type Language = 'zh' | 'en';

interface Told {
  readonly order?: { readonly no?: string; readonly channel?: string };
  readonly parcels?: readonly { readonly carrier: string; readonly number: string }[];
  readonly parcel?: { readonly id?: string; readonly number?: string };
  readonly code?: string;
  readonly reason?: string;
  readonly id?: string;
  readonly notice?: { readonly subject?: string; readonly text?: string };
}

const parcelsOf = (told: Told, language: Language): string =>
  (told.parcels ?? [])
    .map(({ carrier, number }) => `${carrierName(carrier, language)} ${number}`)
    .join(language === 'zh' ? '、' : ', ');

/** Subject and text of an event. Names nobody: it may travel far and lie long. */
export function noticeOf({ type, data }: Pick<Message, 'type' | 'data'>, language: Language): Notice {
  const told = data as Told;
  const no = told.order?.no ?? told.parcel?.id ?? told.id ?? '';
  const zh = language === 'zh';
  // The site's own words, filled in already.
  if (type === 'order.notice') return { subject: told.notice?.subject ?? no, text: told.notice?.text ?? no };
  switch (type) {
    case 'order.shipped': {
      const parcels = parcelsOf(told, language);
      return zh
        ? { subject: `订单 ${no} 已发货`, text: `您的订单 ${no} 已发货，运单号：${parcels}。` }
        : { subject: `Order ${no} was shipped`, text: `Your order ${no} was shipped: ${parcels}.` };
    }
    case 'order.received':
      return zh
        ? { subject: `已收到订单 ${no}`, text: `订单 ${no} 已进入仓库系统。` }
        : { subject: `Order ${no} has arrived`, text: `Order ${no} has reached the warehouse.` };
    case 'order.cancelled':
      return zh
        ? { subject: `订单 ${no} 已取消`, text: `订单 ${no} 已取消。` }
        : { subject: `Order ${no} was cancelled`, text: `Order ${no} was cancelled.` };
    case 'parcel.packed':
      return zh
        ? { subject: `包裹 ${no} 已打包`, text: `包裹 ${no} 已打包。` }
        : { subject: `Parcel ${no} is packed`, text: `Parcel ${no} is packed.` };
    default:
      return zh
        ? { subject: `异常：${no}`, text: `${no} 出现异常（${told.code ?? ''}），请处理。` }
        : {
            subject: `Exception: ${no}`,
            text: `${no} has an exception (${told.code ?? ''}); somebody must decide.`,
          };
  }
}

import type { OrderStep } from '../../../shared/contract/index.ts';
import {
  FULFILMENT_STATUSES,
  LOGISTICS_STATUSES,
  ORDER_FLAGS,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
} from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';

const among = <T extends string>(list: readonly T[], value: string): T | undefined =>
  list.find((each) => each === value);

/** Word of the status that lists show, of whichever axis it is. */
export function useStatusWord(): (visible: string) => string {
  const { text } = useWords();
  return (visible) => {
    const order = among(ORDER_STATUSES, visible);
    if (order) return text(`codes.order.${order}`);
    const parcel = among(FULFILMENT_STATUSES, visible);
    if (parcel) return text(`codes.fulfilment.${parcel}`);
    const carrier = among(LOGISTICS_STATUSES, visible);
    if (carrier) return text(`orderPage.logistics.${carrier}`);
    if (visible === 'PAID' || visible === 'PARTLY_SHIPPED' || visible === 'SPLIT')
      return text(`orderPage.visible.${visible}`);
    return visible;
  };
}

type Change = OrderStep['changes'][number];

/** A value before or after a step, as a person reads it. */
export function useChangeWord(currency: string): (field: Change['field'], value: Change['old']) => string {
  const words = useWords();
  const { text } = words;
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  return (field, value) => {
    if (value === null || value === '') return '—';
    const given = String(value);
    switch (field) {
      case 'status': {
        const known = among(ORDER_STATUSES, given);
        return known ? text(`codes.order.${known}`) : given;
      }
      case 'payment': {
        const known = among(PAYMENT_STATUSES, given);
        return known ? text(`codes.payment.${known}`) : given;
      }
      case 'logistics': {
        const known = among(LOGISTICS_STATUSES, given);
        return known ? text(`orderPage.logistics.${known}`) : given;
      }
      case 'fulfilment': {
        const known = among(FULFILMENT_STATUSES, given);
        return known ? text(`codes.fulfilment.${known}`) : given;
      }
      case 'flags':
        return given
          .split(' ')
          .map((flag) => among(ORDER_FLAGS, flag))
          .flatMap((flag) => (flag ? [text(`codes.flag.${flag}`)] : []))
          .join(' · ');
      case 'shipBy':
        return words.dateTime(Number(value));
      case 'total':
        return words.money({ minor: Number(value), currency });
      case 'carrier': {
        const carrier = carriers?.find(({ code }) => code === given);
        return carrier ? (words.language === 'zh' ? carrier.zh : carrier.en) : given;
      }
      default:
        return given;
    }
  };
}

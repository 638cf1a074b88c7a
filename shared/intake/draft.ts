import type { EpochMs } from '../base/index.ts';
import type { OrderBase, Party } from '../domain/index.ts';
import type { ChannelState } from './preset.ts';

/** An order as a file gives it. The caller adds when and by whom it was received, the site and the receiver's hash. */
export interface OrderDraft {
  /** `orderId(channel, channelOrderNo)`. */
  readonly id: string;
  readonly base: Omit<OrderBase, 'receivedAt' | 'author' | 'receiverHash'>;
  readonly private: { readonly receiver?: Party; readonly remark?: string; readonly sellerNote?: string };
  /** What the channel says has happened with it; only `open` orders may go on by themselves. */
  readonly channelState: ChannelState;
  /** 省市区 were split off by rule and deserve a look. */
  readonly addressSplit: boolean;
  /** Lines of the orders file it was made from. */
  readonly sourceLines: readonly number[];
}

/** A document that cancels goods of an earlier order (Online Retail: number begins with C). Not an order. */
export interface CancellationDocument {
  readonly document: string;
  readonly at: EpochMs;
  readonly customer?: string;
  readonly lines: readonly { readonly sku: string; readonly name: string; readonly qty: number }[];
  /** Orders of the same file that hold these goods for the same customer. */
  readonly cancels: readonly string[];
  readonly sourceLines: readonly number[];
}

/** Why an order must not enter the packing queue by itself; each has its fix on the screen. */
export const DRAFT_PROBLEMS = [
  'service',
  'channel_shipped',
  'channel_partly_shipped',
  'channel_cancelled',
  'channel_refunded',
  'channel_partly_refunded',
  'unknown_status',
  'unpaid',
  'cod_amount_missing',
  'no_receiver',
  'no_phone',
  'incomplete_address',
] as const;
export type DraftProblem = (typeof DRAFT_PROBLEMS)[number];

/**
 * What keeps a draft from the queue. Empty = clean: it may pass the automatic review. A masked receiver is no problem here
 * (its label comes from elsewhere), it stands in `base.receiverMasked`.
 */
export function draftProblems(draft: OrderDraft): DraftProblem[] {
  const { base, channelState } = draft;
  const problems: DraftProblem[] = [];
  if (base.kind === 'service') problems.push('service');
  if (channelState === 'unknown_status') problems.push('unknown_status');
  else if (channelState !== 'open') problems.push(`channel_${channelState}`);
  if (base.payment === 'UNPAID') problems.push('unpaid');
  if (base.payment === 'COD' && base.codAmount === undefined) problems.push('cod_amount_missing');
  if (base.kind === 'goods') problems.push(...receiverProblems(draft.private.receiver));
  return problems;
}

/** Missing parts of a receiver. Addresses in China need province and city, elsewhere a city or postcode. */
export function receiverProblems(receiver: Party | undefined): DraftProblem[] {
  if (receiver === undefined || (receiver.name === '' && receiver.detail === '')) return ['no_receiver'];
  const problems: DraftProblem[] = [];
  if (receiver.name === '') problems.push('no_receiver');
  if (receiver.phone === '') problems.push('no_phone');
  const china = /^(?:|cn|chn|china|中国|中国大陆)$/i.test(receiver.country ?? '');
  const place = china
    ? Boolean(receiver.province) && Boolean(receiver.city)
    : Boolean(receiver.city) || Boolean(receiver.postcode);
  if (receiver.detail === '' || !place) problems.push('incomplete_address');
  return problems;
}

import type { EpochMs } from '../base/index.ts';
import type { OrderBase, OrderPrivate } from '../domain/index.ts';
import type { ChannelState } from './preset.ts';

/** An order as a file gives it. The caller adds when and by whom it was received, the site and the receiver's hash. */
export interface OrderDraft {
  /** `orderId(channel, channelOrderNo)`. */
  readonly id: string;
  readonly base: Omit<OrderBase, 'receivedAt' | 'author' | 'receiverHash'>;
  readonly private: NonNullable<OrderPrivate['base']>;
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

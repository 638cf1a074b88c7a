import type { CarrierNames } from './carriers.ts';
import type { TzOffset } from './dates.ts';

/** What the caller knows and a file does not say. */
export interface IntakeOptions {
  /** Epoch ms; the order time where the file has none. */
  readonly now: number;
  readonly tzOffset: TzOffset;
  /** Shop or channel, where the preset's default is not meant. Part of the order's id. */
  readonly channel?: string;
  /** ISO 4217; default of the preset where absent. */
  readonly currency?: string;
  readonly inventReceivers?: boolean;
  /** The site's own carriers, beside the usual ones. */
  readonly carriers?: readonly CarrierNames[];
}

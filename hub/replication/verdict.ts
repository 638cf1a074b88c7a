import type { PushAnswer } from './push.ts';
import type { JsonObject } from '../store/port.ts';

type Data = PushAnswer['refused'][number]['data'];

/** One row's end: a new state to write, nothing to do, the hub's own state to send back, or why it is not taken. */
export type RowVerdict =
  | { readonly verdict: 'take'; readonly document: JsonObject }
  | { readonly verdict: 'same' }
  | { readonly verdict: 'conflict' }
  | { readonly verdict: 'refused'; readonly code: string; readonly data: Data };

export const refuse = (code: string, data: Data = {}): RowVerdict => ({ verdict: 'refused', code, data });

import type { TemplateKind } from './template.ts';

/** How a private field may stand on paper. `clear` can be asked for, and is refused: see checks.ts. */
export type Masking = 'masked' | 'tail' | 'stars' | 'clear';

export interface FieldInfo {
  readonly name: string;
  readonly on: readonly TemplateKind[];
  /** Names a person, or where they live: on paper it is masked (GB/T 41833-2022). */
  readonly masks?: readonly Masking[];
}

const BOTH = ['label', 'slip'] as const;
const LABEL = ['label'] as const;
const SLIP = ['slip'] as const;
const PRIVATE: readonly Masking[] = ['masked', 'stars'];
const PHONE: readonly Masking[] = ['masked', 'tail', 'stars'];

/** What a template can show, in the order of the editor's list. The values: bindings.ts. */
export const FIELDS: readonly FieldInfo[] = [
  { name: 'waybill', on: BOTH },
  { name: 'routing', on: LABEL },
  { name: 'hub_name', on: LABEL },
  { name: 'hub_code', on: LABEL },
  { name: 'carrier', on: BOTH },
  { name: 'carrier_code', on: BOTH },
  { name: 'service', on: BOTH },
  { name: 'channel', on: BOTH },
  { name: 'receiver_name', on: BOTH, masks: PRIVATE },
  { name: 'receiver_phone', on: BOTH, masks: PHONE },
  { name: 'receiver_address', on: BOTH, masks: PRIVATE },
  { name: 'sender_name', on: LABEL, masks: PRIVATE },
  { name: 'sender_phone', on: LABEL, masks: PHONE },
  { name: 'sender_address', on: LABEL, masks: PRIVATE },
  { name: 'order_no', on: BOTH },
  { name: 'order_nos', on: BOTH },
  { name: 'code', on: SLIP },
  { name: 'shop', on: SLIP },
  { name: 'title', on: SLIP },
  { name: 'goods', on: BOTH },
  { name: 'goods_total', on: BOTH },
  { name: 'parcel', on: LABEL },
  { name: 'parcel_n', on: LABEL },
  { name: 'parcel_m', on: LABEL },
  { name: 'cod', on: BOTH },
  { name: 'weight', on: LABEL },
  { name: 'remark', on: BOTH },
  { name: 'marks', on: BOTH },
  { name: 'printed_at', on: BOTH },
  { name: 'print_count', on: BOTH },
  { name: 'reprint', on: BOTH },
  { name: 'site', on: BOTH },
  { name: 'page', on: SLIP },
  { name: 'pages', on: SLIP },
  { name: 'always', on: BOTH },
];

const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]));

export const fieldInfo = (name: string): FieldInfo | undefined => BY_NAME.get(name);

/** `{field}`, `{field:masking}` and `{t.word}` of a text. */
export const PLACEHOLDER = /\{([\w.]+)(?::([a-z]+))?\}/g;

export interface Placeholder {
  readonly name: string;
  readonly masking: string | undefined;
}

/** The placeholders of a text, from left to right. */
export const placeholders = (text: string): readonly Placeholder[] =>
  [...text.matchAll(PLACEHOLDER)].map(([, name = '', masking]) => ({ name, masking }));

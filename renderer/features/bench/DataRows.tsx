import { FULFILMENT_STATUSES } from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { Words } from '../../i18n/index.ts';
import { kilograms } from './kilograms.ts';

type Value = string | number | boolean | null;
type Data = Readonly<Record<string, Value>>;

/** Fields that hold codes; their words are in the texts. */
const CODED = new Set(['reason', 'cause', 'code', 'hold', 'warning', 'action', 'status']);
const SHOWN = 5;

/** A reason that only repeats the kind of a stop: the stop's title and sentence have said it. */
export const repeatsKind = (kind: string, name: string, value: Value | undefined): boolean =>
  name === 'reason' && value === kind;

/** Words for one value of a verdict's data; a reason's sentence takes what it names from the rest of them. */
export function valueText(words: Words, name: string, value: Value, data: Data = {}): string {
  if (name === 'at' && typeof value === 'number') return words.time(value);
  if (name.endsWith('Grams') && typeof value === 'number') return kilograms(value);
  if (typeof value === 'boolean') return words.text(value ? 'app.yes' : 'app.no');
  // Order ids are `channel:number`; the packer knows the number.
  const plain = name === 'order' ? String(value).replace(/^[a-z_]+:/, '') : String(value);
  if (!CODED.has(name)) return plain;
  const status = FULFILMENT_STATUSES.find((each) => each === plain);
  if (status) return words.text(`codes.fulfilment.${status}`);
  if (words.knows('reason', plain)) return words.code('reason', plain, data);
  return words.knows('refused', plain) ? words.code('refused', plain, data) : plain;
}

/** The data of a stop or verdict as rows of field and value; fields that nobody should read are left out. */
export function DataRows({ kind, data }: { readonly kind: string; readonly data: Data }) {
  const words = useWords();
  const rows = Object.entries(data)
    .filter(([, value]) => value !== null && value !== '' && value !== false)
    .filter(([name, value]) => !repeatsKind(kind, name, value))
    .map(([name, value]) => ({ name, field: words.field(name), shown: valueText(words, name, value, data) }))
    .filter((row) => row.field !== null)
    .slice(0, SHOWN);
  if (rows.length === 0) return null;
  return (
    <dl className="data-rows">
      {rows.map((row) => (
        <div key={row.name}>
          <dt>{row.field}</dt>
          <dd>{row.shown}</dd>
        </div>
      ))}
    </dl>
  );
}

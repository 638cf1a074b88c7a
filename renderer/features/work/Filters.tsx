import { MultiSelect, TextInput } from '@mantine/core';
import type { WorkFilterView } from '../../../shared/contract/index.ts';
import { ORDER_STATUSES, PAYMENT_STATUSES } from '../../../shared/domain/index.ts';
import type { OrderStatus, PaymentStatus } from '../../../shared/domain/index.ts';
import { parseMinor } from '../../../shared/intake/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import { channelCode, channelWord } from '../../ui/channel.ts';

type Filter = WorkFilterView;
type Key = keyof Filter;

/** A filter with one field set, or without it where it says nothing. */
export function withField<K extends Key>(filter: Filter, key: K, value: Filter[K] | undefined): Filter {
  const { [key]: _before, ...rest } = filter;
  void _before;
  const empty =
    value === undefined || value === false || value === '' || (Array.isArray(value) && value.length === 0);
  return empty ? rest : ({ ...rest, [key]: value } as Filter);
}

/** So many things the filter asks for, the text aside: that stands in the search field. */
export const filtersOn = ({ text: _text, ...rest }: Filter): number => {
  void _text;
  return Object.keys(rest).length;
};

const DAY_MS = 86_400_000;
/** Of totals that are filtered by; the sums of all orders here. */
const CURRENCY = 'CNY';

/** A day of the calendar as it is here, `2026-11-22`. */
function dayOf(at: number | undefined): string {
  if (at === undefined) return '';
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
const startOf = (day: string): number | undefined =>
  day === '' ? undefined : new Date(`${day}T00:00:00`).getTime();
const money = (minor: number | undefined): string => (minor === undefined ? '' : String(minor / 100));
const whole = (typed: string): number | undefined => (/^\d{1,6}$/.test(typed) ? Number(typed) : undefined);

/** Everything that a list can be narrowed by; what is set counts at once. */
export function Filters({
  filter,
  statuses,
  onChange,
}: {
  readonly filter: Filter;
  /** The list holds several statuses. */
  readonly statuses: boolean;
  readonly onChange: (filter: Filter) => void;
}) {
  const { text, language } = useWords();
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const typedChannels = (typed: string): string[] =>
    typed
      .split(/[\s,，]+/)
      .filter(Boolean)
      .map((each) => channelCode({ text }, each));
  const set = <K extends Key>(key: K, value: Filter[K] | undefined): void =>
    onChange(withField(filter, key, value));
  return (
    <section className="card work-filters" data-testid="work-filters">
      <div className="work-filter-fields">
        <TextInput
          size="sm"
          label={text('work.channel')}
          defaultValue={(filter.channels ?? []).map((each) => channelWord({ text }, each)).join(' ')}
          onBlur={(event) => set('channels', typedChannels(event.currentTarget.value))}
        />
        <MultiSelect
          size="sm"
          label={text('work.carrier')}
          value={[...(filter.carriers ?? [])]}
          data={(carriers ?? []).map((each) => ({
            value: each.code,
            label: language === 'zh' ? each.zh : each.en,
          }))}
          onChange={(next) => set('carriers', next)}
        />
        <MultiSelect
          size="sm"
          label={text('work.payment')}
          value={[...(filter.payments ?? [])]}
          data={PAYMENT_STATUSES.map((each) => ({ value: each, label: text(`codes.payment.${each}`) }))}
          onChange={(next) => set('payments', next as PaymentStatus[])}
        />
        {statuses ? (
          <MultiSelect
            size="sm"
            label={text('work.status')}
            value={[...(filter.statuses ?? [])]}
            data={ORDER_STATUSES.map((each) => ({ value: each, label: text(`codes.order.${each}`) }))}
            onChange={(next) => set('statuses', next as OrderStatus[])}
          />
        ) : null}
        {(['totalFrom', 'totalTo'] as const).map((key) => (
          <TextInput
            key={key}
            size="sm"
            label={text(`work.${key}`)}
            inputMode="decimal"
            defaultValue={money(filter[key])}
            onBlur={(event) => set(key, parseMinor(event.currentTarget.value.trim(), CURRENCY))}
          />
        ))}
        {(['unitsFrom', 'unitsTo'] as const).map((key) => (
          <TextInput
            key={key}
            size="sm"
            label={text(`work.${key}`)}
            inputMode="numeric"
            defaultValue={filter[key] === undefined ? '' : String(filter[key])}
            onBlur={(event) => set(key, whole(event.currentTarget.value.trim()))}
          />
        ))}
        <TextInput
          size="sm"
          type="date"
          label={text('work.orderedFrom')}
          value={dayOf(filter.orderedFrom)}
          onChange={(event) => set('orderedFrom', startOf(event.currentTarget.value))}
        />
        <TextInput
          size="sm"
          type="date"
          label={text('work.orderedTo')}
          // The filter ends where the day does.
          value={dayOf(filter.orderedTo === undefined ? undefined : filter.orderedTo - DAY_MS)}
          onChange={(event) => {
            const start = startOf(event.currentTarget.value);
            set('orderedTo', start === undefined ? undefined : start + DAY_MS);
          }}
        />
      </div>
    </section>
  );
}

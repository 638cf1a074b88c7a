import { SegmentedControl, Select } from '@mantine/core';
import type { MethodInput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList } from '../../stores/index.ts';

type Value = MethodInput<'templates.draw'>['source'];

/** Whose data the paper shows: made-up ones, or an order that waits to be packed. */
export function Source({
  value,
  onChange,
  slip,
}: {
  readonly value: Value;
  readonly onChange: (source: Value) => void;
  readonly slip: boolean;
}) {
  const { text } = useWords();
  const { value: queue } = useList('queue.list', { status: 'open', offset: 0, limit: 50 }, []);
  const orders = (queue?.rows ?? []).map((row) => ({ value: row.shipment, label: row.channelOrderNo }));
  const kinds = slip
    ? (['usual', 'long', 'shipment'] as const)
    : (['usual', 'long', 'bare', 'shipment'] as const);
  return (
    <>
      <SegmentedControl
        size="xs"
        title={text('templates.sourceHint')}
        value={value.kind}
        data={kinds.map((kind) => ({
          value: kind,
          label: text(`templates.sources.${kind}`),
          disabled: kind === 'shipment' && orders.length === 0,
        }))}
        onChange={(kind) =>
          onChange(
            kind === 'shipment'
              ? { kind, shipment: orders[0]?.value ?? '' }
              : { kind: kind as 'usual' | 'long' | 'bare' },
          )
        }
      />
      {value.kind === 'shipment' ? (
        <Select
          size="xs"
          searchable
          w={190}
          aria-label={text('templates.order')}
          value={value.shipment}
          data={orders}
          nothingFoundMessage={text('templates.noOrders')}
          onChange={(shipment) => shipment !== null && onChange({ kind: 'shipment', shipment })}
        />
      ) : null}
    </>
  );
}

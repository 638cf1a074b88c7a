import { Button } from '@mantine/core';
import { useState } from 'react';
import type { AfterList, MethodInput } from '../../../shared/contract/index.ts';
import type { Paper } from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { useMayStep } from '../../ui/may-step.ts';

type Act = MethodInput<'after.bulk'>['act'];

/** One act on all that are chosen; what was refused is said with its reason. */
export function Bulk({
  list,
  chosen,
  onDone,
}: {
  readonly list: AfterList;
  readonly chosen: ReadonlySet<string>;
  readonly onDone: () => void;
}) {
  const station = useStation();
  const { text, code } = useWords();
  const mayStep = useMayStep();
  const may = useMay('after.bulk');
  const [busy, setBusy] = useState(false);
  const offered: readonly { readonly act: Act; readonly label: string; readonly on: boolean }[] = [
    {
      act: 'completed',
      label: text('after.complete'),
      on: (list === 'to_complete' || list === 'delivered') && mayStep('completed', 'DELIVERED'),
    },
    { act: 'settled', label: text('after.settle'), on: list !== 'transit' && mayStep('settled') },
    { act: 'archived', label: text('after.archive'), on: list === 'to_archive' && mayStep('archived') },
  ];
  if (!may || chosen.size === 0) return null;

  async function run(act: Act): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    setBusy(true);
    const answer = await station.act('after.bulk', { orders: [...chosen], act, operator: operator.id });
    setBusy(false);
    if (!answer) return undefined;
    const { done, refused } = answer.value;
    if (done > 0) station.notify('good', text('after.bulkDone', { done }));
    if (refused.length > 0) {
      const reasons = refused.flatMap((one) => [
        code('refused', one.code),
        ...one.missing.map((paper) => text(`after.paper.${paper as Paper}`)),
      ]);
      const why = [...new Set(reasons)].join('；');
      station.notify('bad', text('after.bulkRefused', { n: refused.length, why }));
    }
    onDone();
    return undefined;
  }
  return (
    <>
      <span className="muted">{text('after.selected', { n: chosen.size })}</span>
      {offered
        .filter(({ on }) => on)
        .map(({ act, label }) => (
          <Button key={act} disabled={busy} onClick={() => void run(act)}>
            {label}
          </Button>
        ))}
    </>
  );
}

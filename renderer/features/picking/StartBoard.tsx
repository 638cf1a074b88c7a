import { Button, NumberInput } from '@mantine/core';
import { useState } from 'react';
import type { PickAct, PickView, VerdictView, WaveRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation, useStationState } from '../../stores/index.ts';
import { Empty, Key } from '../../ui/index.ts';
import { Chip } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';
import type { SheetOf } from './PickSheet.tsx';
import { VerdictLine } from './VerdictLine.tsx';

const USUAL = 8;

/** Nothing is in hand: the next orders, and the waves that are open. */
export function StartBoard({
  view,
  verdict,
  free,
  act,
  onPaper,
}: {
  readonly view: PickView;
  readonly verdict: VerdictView | null;
  readonly free: boolean;
  readonly act: (act: PickAct) => void;
  readonly onPaper: (of: SheetOf) => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const ready = useStationState((s) => s.view?.queue.ready ?? 0);
  const mayMake = useMay('pick.wave');
  const [count, setCount] = useState(USUAL);
  const { value: waves, refresh } = useList('pick.waves', {}, ['queue']);

  async function make(): Promise<void> {
    const operator = station.operator();
    if (!operator) return;
    const made = await station.act('pick.wave', { count, operator: operator.id });
    if (!made) return;
    station.notify('good', text('picking.waveMade', { wave: made.value.wave, n: made.value.orders }));
    refresh();
  }
  return (
    <div className="pick-start">
      <section className="card pick-begin">
        <h2>{text('picking.begin')}</h2>
        <p className="pick-figure">{text('picking.waiting', { n: ready })}</p>
        <div className="row">
          <NumberInput
            label={text('picking.count')}
            min={1}
            max={60}
            value={count}
            onChange={(value) => setCount(Math.max(1, Math.min(60, Number(value) || 1)))}
          />
          <Button size="md" disabled={!free} onClick={() => act({ type: 'next', count })}>
            {text('picking.next', { n: count })}
          </Button>
          {mayMake ? (
            <Button size="md" variant="default" onClick={() => void make()}>
              {text('picking.makeWave')}
            </Button>
          ) : null}
        </div>
        <p className="muted">
          <Key>F2</Key> {text('picking.next', { n: 1 })}
        </p>
        <VerdictLine verdict={verdict} />
        {view.ended === null ? null : <Ended ended={view.ended} />}
      </section>
      <section className="card pick-waves">
        <h2>{text('picking.waves')}</h2>
        {waves === undefined || waves.length === 0 ? (
          <Empty title={text('picking.wavesEmpty')} sub={text('picking.wavesEmptySub')} />
        ) : (
          <Waves rows={waves} free={free} onPaper={onPaper} />
        )}
      </section>
    </div>
  );
}

function Waves({
  rows,
  free,
  onPaper,
}: {
  readonly rows: readonly WaveRow[];
  readonly free: boolean;
  readonly onPaper: (of: SheetOf) => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  return (
    <table className="plain-table" data-testid="waves">
      <thead>
        <tr>
          <th>{text('picking.wave')}</th>
          <th>{text('picking.madeAt')}</th>
          <th className="num">{text('picking.orders')}</th>
          <th className="num">{text('picking.units')}</th>
          <th>{text('picking.progress')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.wave}>
            <td>
              <span className="mono">{row.wave.slice(0, 9)}</span>
              <div className="muted">{people(row.by)}</div>
            </td>
            <td>{words.time(row.at)}</td>
            <td className="num">{row.orders}</td>
            <td className="num">{words.count(row.units)}</td>
            <td>
              <span className="chips">
                {row.waiting > 0 ? <Chip>{text('picking.stateWaiting', { n: row.waiting })}</Chip> : null}
                {row.picking > 0 ? (
                  <Chip tone="info">
                    {text('picking.statePicking', { n: row.picking })}
                    {row.pickers.length > 0 ? ` · ${row.pickers.map(people).join('、')}` : ''}
                  </Chip>
                ) : null}
                {row.picked > 0 ? (
                  <Chip tone="good">{text('picking.statePicked', { n: row.picked })}</Chip>
                ) : null}
                {row.short > 0 ? (
                  <Chip tone="bad">{text('picking.stateShort', { n: row.short })}</Chip>
                ) : null}
                {row.further > 0 ? <Chip>{text('picking.stateFurther', { n: row.further })}</Chip> : null}
              </span>
            </td>
            <td>
              <div className="row pick-row-actions">
                <Button
                  size="sm"
                  disabled={!free || row.waiting + row.short === 0}
                  onClick={() => station.scan(row.wave, 'manual', Date.now())}
                >
                  {text('picking.open')}
                </Button>
                <Button
                  size="sm"
                  variant="default"
                  data-testid="pick-paper"
                  onClick={() => onPaper({ wave: row.wave })}
                >
                  {text('picking.print')}
                </Button>
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Ended({ ended }: { readonly ended: NonNullable<PickView['ended']> }) {
  const words = useWords();
  const { text } = words;
  return (
    <div className="pick-ended" role="status">
      <h3>
        {text('picking.last')} · {words.time(ended.at)}
      </h3>
      <p>{text('picking.closedWhat', { orders: ended.orders, units: ended.units })}</p>
      {ended.short > 0 ? <p data-tone="bad">{text('picking.closedShort', { n: ended.short })}</p> : null}
      {ended.back > 0 ? <p data-tone="warn">{text('picking.closedBack', { n: ended.back })}</p> : null}
    </div>
  );
}

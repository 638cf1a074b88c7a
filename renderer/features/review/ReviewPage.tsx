import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import type { ReviewRow } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { channelWord } from '../../ui/channel.ts';
import { Chip, OfficePage } from '../../ui/page.tsx';
import '../../ui/review/review.css';
import { OneReview } from './OneReview.tsx';

const LISTED = 200;

/** The orders that wait for a review, and one of them with everything that a verdict needs; hands stay on the keys. */
export function ReviewPage() {
  const station = useStation();
  const { text } = useWords();
  const asked = useStationState((s) => s.order);
  const { value, refresh } = useList('review.queue', { limit: LISTED }, [
    'orders',
    'rules',
    'stock',
    'products',
  ]);
  const [chosen, setChosen] = useState<string | null>(asked);
  const rows = value?.rows ?? [];
  const at = rows.findIndex(({ order }) => order === chosen);
  // The one that was judged is gone from the list: the next one takes its place.
  const last = useRef(0);
  if (at >= 0) last.current = at;
  const current =
    at >= 0
      ? rows[at]
      : asked === null || chosen !== asked
        ? rows[Math.min(last.current, rows.length - 1)]
        : undefined;
  const order = current?.order ?? (chosen !== null && chosen === asked ? chosen : null);

  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.code !== 'ArrowDown' && event.code !== 'ArrowUp') return;
      const active = document.activeElement;
      if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) return;
      if (document.querySelector('[role="dialog"], [role="listbox"]')) return;
      const from = rows.findIndex((row) => row.order === order);
      const next = rows[from + (event.code === 'ArrowDown' ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      setChosen(next.order);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  });

  const judged = (): void => {
    setChosen(null);
    if (asked !== null) station.store.setState({ order: null });
    refresh();
  };
  return (
    <OfficePage
      title={text('review.title')}
      {...(value === undefined
        ? {}
        : { sub: text('review.sub', { n: value.total, overdue: value.overdue }) })}
      actions={
        order === null ? null : (
          <Button variant="default" onClick={() => station.go('orders', order)}>
            {text('review.open')}
          </Button>
        )
      }
      fixed
    >
      {value === undefined ? (
        text('app.loading')
      ) : order === null ? (
        <Empty title={text('review.empty')} sub={text('review.emptySub')} />
      ) : (
        <div className="review-page">
          <ul className="review-list" aria-label={text('review.list')} data-testid="review-list">
            {rows.map((row) => (
              <li key={row.order}>
                <Row row={row} on={row.order === order} onChoose={() => setChosen(row.order)} />
              </li>
            ))}
          </ul>
          <OneReview key={order} order={order} onJudged={judged} />
        </div>
      )}
    </OfficePage>
  );
}

function Row({
  row,
  on,
  onChoose,
}: {
  readonly row: ReviewRow;
  readonly on: boolean;
  readonly onChoose: () => void;
}) {
  const words = useWords();
  const { text } = words;
  return (
    <button type="button" onClick={onChoose} aria-current={on} data-order={row.channelOrderNo}>
      <strong>{row.channelOrderNo}</strong>
      <span className="muted">
        {channelWord(words, row.channel)}
        {row.total === null ? '' : ` · ${words.money(row.total)}`} ·{' '}
        {text('review.limit', { time: words.time(row.limitAt) })}
      </span>
      <span className="chips chips-small">
        {row.overdue ? <Chip tone="bad">{text('review.late')}</Chip> : null}
        {row.remark ? <Chip tone="warn">{text('review.check.remark')}</Chip> : null}
        {row.flags.map((flag) => (
          <Chip key={flag} tone="warn">
            {text(`codes.flag.${flag}`)}
          </Chip>
        ))}
      </span>
    </button>
  );
}

import { Button } from '@mantine/core';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation } from '../../../stores/index.ts';
import { Chip } from '../../../ui/page.tsx';
import { usePeople } from '../../../ui/people.ts';
import { AskedButton, Verdict } from '../../../ui/review/index.ts';
import type { CardProps } from './index.ts';

const WAITING = ['IN_REVIEW', 'NEEDS_FIX'] as const;

/** What the checks say of the order, the verdict where it waits for one, and what the customer confirmed since (REV, CFM). */
export function ReviewCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const { text } = useWords();
  const people = usePeople();
  const mayReview = useMay('review.queue');
  const waits = (WAITING as readonly string[]).includes(view.status);
  const { value, refresh } = useList('review.view', { order: view.order }, [
    'orders',
    'rules',
    'stock',
    'products',
  ]);
  if (fromHub || view.status === 'DRAFT' || view.status === 'CANCELLED' || view.status === 'ARCHIVED')
    return null;
  if (value?.ok !== true) return null;
  const review = value.value;
  const confirmed = view.timeline.filter(
    (step) => step.type === 'confirmation_noted' && step.data['about'] === 'order',
  );
  return (
    <section className="card" data-testid="review-card">
      <div className="row" style={{ justifyContent: 'space-between', alignItems: 'center' }}>
        <h2>{text('review.title')}</h2>
        {waits && mayReview ? (
          <Button size="sm" variant="light" onClick={() => station.go('review', view.order)}>
            {text('review.openReview')}
          </Button>
        ) : null}
      </div>
      {waits ? (
        <Verdict key={review.seen} view={review} onJudged={refresh} />
      ) : (
        <>
          {review.reviewed === null ? null : (
            <div className="chips">
              <Chip tone="info">{text('review.reviewedBy', { who: people(review.reviewed.by) })}</Chip>
              {review.reviewed.remark === null ? null : (
                <Chip>{text(`review.verdict.${review.reviewed.remark}`)}</Chip>
              )}
            </div>
          )}
          {confirmed.length === 0 ? <p className="muted">{text('review.asked.none')}</p> : null}
          {confirmed.map((step) => (
            <div key={step.id} className="chips">
              <Chip tone={step.data['objection'] === true ? 'bad' : 'good'}>
                {text(step.data['objection'] === true ? 'review.asked.objects' : 'review.asked.fine')}
              </Chip>
              <span className="muted">{people(step.by)}</span>
            </div>
          ))}
          <div className="row">
            <AskedButton order={view.order} about="order" label={text('review.asked.record')} />
          </div>
        </>
      )}
    </section>
  );
}

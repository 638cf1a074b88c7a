import { Button, Select } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { MethodInput, ReviewView } from '../../../shared/contract/index.ts';
import { REVIEW_REASONS, type ReviewReasonCode } from '../../../shared/domain/review/index.ts';
import { REMARK_VERDICTS, type RemarkVerdict } from '../../../shared/domain/order/types.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { FormDialog, NoteField } from '../forms.tsx';
import { Key } from '../index.ts';
import { AskedButton } from './Asked.tsx';
import { Checks } from './Checks.tsx';

type Judge = MethodInput<'review.judge'>;

/** Checks and the three verdicts, with a key each where `keys` is set. */
export function Verdict({
  view,
  keys = false,
  onJudged,
}: {
  readonly view: ReviewView;
  readonly keys?: boolean;
  readonly onJudged: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const may = useMay('review.judge');
  const [accepted, setAccepted] = useState<ReadonlySet<string>>(new Set());
  const [remark, setRemark] = useState<RemarkVerdict | null>(null);
  const [note, setNote] = useState('');
  const [asking, setAsking] = useState<'fix' | 'reject' | null>(null);
  const [busy, setBusy] = useState(false);
  const open = view.status === 'IN_REVIEW' || view.status === 'NEEDS_FIX';

  async function judge(given: Pick<Judge, 'verdict' | 'reason' | 'note'>): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (busy) return undefined;
    setBusy(true);
    const done = await station.act('review.judge', {
      order: view.order,
      operator: operator.id,
      seen: view.seen,
      accept: [...accepted],
      ...(remark === null ? {} : { remark }),
      ...given,
    });
    setBusy(false);
    if (!done) return undefined;
    setAsking(null);
    station.notify('good', text(`review.done.${given.verdict}`, { no: view.channelOrderNo }));
    onJudged();
    return undefined;
  }
  const pass = (): void =>
    void judge({ verdict: 'pass', ...(note.trim() === '' ? {} : { note: note.trim() }) });
  const mayPass = view.status === 'IN_REVIEW';

  useEffect(() => {
    if (!keys || !may || !open || asking !== null) return undefined;
    const hear = (key: string): boolean => {
      if (document.querySelector('[role="dialog"], [role="listbox"]')) return false;
      if (key === 'KeyA' && mayPass) pass();
      else if (key === 'KeyN' && mayPass) setAsking('fix');
      else if (key === 'KeyR') setAsking('reject');
      else return false;
      return true;
    };
    station.store.setState({ pageKeys: hear });
    return () => {
      if (station.store.getState().pageKeys === hear) station.store.setState({ pageKeys: null });
    };
  });

  return (
    <div className="review-verdict" data-testid="review-verdict">
      <Checks
        view={view}
        {...(may && mayPass
          ? {
              accepted,
              onAccept: (key: string, on: boolean) =>
                setAccepted(
                  (before) => new Set(on ? [...before, key] : [...before].filter((one) => one !== key)),
                ),
            }
          : {})}
      />
      {view.doubts === 'none' || !open ? null : (
        <div className="row review-doubt" data-doubts={view.doubts}>
          <strong>{text(`review.doubt.${view.doubts}`)}</strong>
          {view.doubts === 'confirmed' ? null : (
            <AskedButton order={view.order} about="doubt" label={text('review.doubt.ask')} />
          )}
        </div>
      )}
      {may && mayPass && view.remarkToJudge ? (
        <div className="fields">
          <Select
            label={text('review.remarkVerdict')}
            data={REMARK_VERDICTS.map((each) => ({ value: each, label: text(`review.verdict.${each}`) }))}
            value={remark}
            onChange={(value) => setRemark(value as RemarkVerdict | null)}
            data-testid="remark-verdict"
          />
          <NoteField label={text('review.passNote')} rows={1} value={note} onChange={setNote} />
        </div>
      ) : null}
      {may && open ? (
        <div className="row review-acts">
          {mayPass ? (
            <>
              <Button onClick={pass} loading={busy} data-testid="review-pass" data-act="approve">
                {keys ? <Key>A</Key> : null}
                <span className="key-label">{text('review.pass')}</span>
              </Button>
              <Button
                variant="default"
                onClick={() => setAsking('fix')}
                data-testid="review-fix"
                data-act="needs_fix"
              >
                {keys ? <Key>N</Key> : null}
                <span className="key-label">{text('review.fix')}</span>
              </Button>
            </>
          ) : null}
          <Button
            variant="default"
            color="red"
            onClick={() => setAsking('reject')}
            data-testid="review-reject"
            data-act="reject"
          >
            {keys ? <Key>R</Key> : null}
            <span className="key-label">{text('review.reject')}</span>
          </Button>
        </div>
      ) : null}
      {asking === null ? null : (
        <ReasonDialog
          view={view}
          verdict={asking}
          onDone={(reason, said) =>
            void judge({ verdict: asking, reason, ...(said === '' ? {} : { note: said }) })
          }
          onClose={() => setAsking(null)}
        />
      )}
    </div>
  );
}

function ReasonDialog({
  view,
  verdict,
  onDone,
  onClose,
}: {
  readonly view: ReviewView;
  readonly verdict: 'fix' | 'reject';
  readonly onDone: (reason: string, note: string) => void;
  readonly onClose: () => void;
}) {
  const { text, language } = useWords();
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const words = (each: string): string =>
    Object.hasOwn(REVIEW_REASONS, each) ? REVIEW_REASONS[each as ReviewReasonCode][language] : each;
  return (
    <FormDialog
      title={text(verdict === 'fix' ? 'review.fixTitle' : 'review.rejectTitle')}
      ready={reason !== null}
      onDone={() => reason !== null && onDone(reason, note.trim())}
      onClose={onClose}
    >
      <Select
        data-autofocus
        label={text('review.reason')}
        description={text('review.told')}
        data={view.reasons.map((each) => ({ value: each, label: words(each) }))}
        value={reason}
        onChange={setReason}
        searchable
        data-testid="review-reason"
      />
      <NoteField label={text('review.note')} value={note} onChange={setNote} />
    </FormDialog>
  );
}

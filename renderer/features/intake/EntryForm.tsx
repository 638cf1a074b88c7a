import { Button, Checkbox } from '@mantine/core';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { ConfirmDialog } from './ConfirmDialog.tsx';
import { Amounts, Paste, Receiver, Remarks, Shipping } from './EntryParts.tsx';
import { Findings } from './findings.tsx';
import { Lines } from './Lines.tsx';
import { isTyped, toForm, type Sketch, type TypedLine } from './typed.ts';
import { useEntry } from './use-entry.ts';

/** One order as somebody hears or reads it. @param begin a draft to be changed; null: an empty form, or what was kept */
export function EntryForm({ begin, onLeft }: { readonly begin: Sketch | null; readonly onLeft: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const entry = useEntry(begin);
  const { typed, check, order, change } = entry;
  const [anyway, setAnyway] = useState(false);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const findings = check?.findings ?? [];
  const repeated = findings.some(({ code }) => code === 'duplicate');
  const faulty = findings.some(({ level }) => level === 'error');
  const lines = useRef(typed.lines);
  lines.current = typed.lines;
  const changeLines = useCallback(
    (next: (before: readonly TypedLine[]) => readonly TypedLine[]): void => {
      lines.current = next(lines.current);
      change({ lines: lines.current });
    },
    [change],
  );

  const go = useCallback((field: string): void => {
    const place = root.current?.querySelector<HTMLElement>(`[data-field="${CSS.escape(field)}"]`);
    const input = place?.matches('input, textarea')
      ? place
      : place?.querySelector<HTMLElement>('input, textarea');
    input?.focus();
    place?.scrollIntoView({ block: 'center' });
  }, []);

  async function save(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    setTried(true);
    const wrong = findings.find(({ level }) => level === 'error');
    if (wrong) return go(wrong.field);
    setBusy(true);
    const done = await station.act('intake.save', {
      form: toForm(typed),
      anyway,
      operator: operator.id,
      ...(order === null ? {} : { order: order.id }),
    });
    setBusy(false);
    if (!done) return undefined;
    station.notify('good', text('intake.saved', { no: done.value.channelOrderNo }));
    setAnyway(false);
    setTried(false);
    entry.clear();
    if (order !== null) onLeft();
    root.current?.querySelector<HTMLElement>('textarea')?.focus();
    return undefined;
  }
  const act = useRef({ save, leave: () => setAsking(true), typed });
  act.current = { save, leave: () => setAsking(true), typed };
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.isComposing) return;
      if (event.key === 'Enter' && event.ctrlKey) {
        event.preventDefault();
        void act.current.save();
      } else if (event.key === 'Escape' && isTyped(act.current.typed)) {
        event.preventDefault();
        act.current.leave();
      }
    };
    const at = root.current;
    at?.addEventListener('keydown', hear);
    return () => at?.removeEventListener('keydown', hear);
  }, []);

  return (
    <div ref={root} className="intake-form" data-testid="entry-form">
      {order === null ? null : (
        <p role="status" className="row">
          <strong>{text('intake.editing', { no: order.no })}</strong>
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              entry.clear();
              onLeft();
            }}
          >
            {text('intake.editStop')}
          </Button>
        </p>
      )}
      {entry.kept ? (
        <p role="status" className="muted intake-kept">
          {text('intake.kept')}
        </p>
      ) : null}
      <div className="columns">
        <Paste typed={typed} change={change} />
        <Receiver typed={typed} change={change} findings={findings} />
      </div>
      <Lines typed={typed} findings={findings} onChange={changeLines} />
      <div className="columns">
        <Amounts
          typed={typed}
          change={change}
          findings={findings}
          due={check?.due ?? null}
          goods={check?.goods ?? null}
        />
        <Shipping typed={typed} change={change} findings={findings} />
        <Remarks typed={typed} change={change} findings={findings} />
      </div>
      <footer className="intake-foot">
        <Findings findings={tried || check ? findings : null} currency={typed.currency} onGo={go} />
        <div className="row">
          {repeated ? (
            <Checkbox
              label={text('intake.saveAnyway')}
              checked={anyway}
              onChange={(event) => setAnyway(event.currentTarget.checked)}
              data-testid="save-anyway"
            />
          ) : null}
          <Button variant="default" disabled={!isTyped(typed)} onClick={() => setAsking(true)}>
            {text('intake.clear')}
          </Button>
          <Button
            onClick={() => void save()}
            loading={busy}
            disabled={!isTyped(typed) || (repeated && !anyway) || (tried && faulty)}
            data-testid="save-draft"
          >
            {text('intake.saveKey')}
          </Button>
        </div>
      </footer>
      {asking ? (
        <ConfirmDialog
          title={text('intake.clearAsk')}
          sub={text('intake.clearSub')}
          yes={text('intake.clear')}
          no={text('intake.keep')}
          onYes={() => {
            setAsking(false);
            entry.clear();
            if (order !== null) onLeft();
          }}
          onNo={() => setAsking(false)}
        />
      ) : null}
    </div>
  );
}

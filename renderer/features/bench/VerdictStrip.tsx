import { useEffect, useLayoutEffect, useState } from 'react';
import type { BenchView, VerdictView } from '../../../shared/contract/index.ts';
import { isStopKind } from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';
import { MARKS } from '../../stores/index.ts';
import type { LatencyMarks } from '../../stores/index.ts';
import { Key, Shape } from '../../ui/index.ts';
import { repeatsKind, valueText } from './DataRows.tsx';
import { hintOf } from './hint.ts';

/** A right unit lights up so long, ms. One frame on, one off: an animation would draw sixty a second. */
const FLASH_MS = 140;

const TOLD = ['name', 'order', 'number', 'expected', 'reason', 'bench', 'wave', 'code', 'weighedGrams'];

/** The last verdict in word and shape, what to scan next, and the keys that work now. */
export function VerdictStrip({
  verdict,
  view,
  marks,
}: {
  readonly verdict: VerdictView | null;
  readonly view: BenchView;
  readonly marks: LatencyMarks;
}) {
  const words = useWords();
  const seq = verdict?.seq;
  useLayoutEffect(() => {
    if (seq === undefined) return;
    // The verdict was drawn in a frame (stores/station.ts): with the next one it is on the glass.
    requestAnimationFrame(() => marks.mark(MARKS.painted, { seq }));
  }, [seq, marks]);
  const [flashed, setFlashed] = useState<number>();
  useEffect(() => {
    const timer = setTimeout(() => setFlashed(seq), FLASH_MS);
    return () => clearTimeout(timer);
  }, [seq]);
  return (
    <footer className="verdict-strip">
      <div
        key={seq}
        className="verdict"
        data-testid="verdict"
        data-kind={verdict?.kind ?? 'none'}
        data-tone={toneOf(verdict)}
        data-flash={flashed !== seq}
        aria-live="assertive"
      >
        {verdict === null ? (
          <span className="verdict-word muted">—</span>
        ) : (
          <>
            <Shape name={verdict.kind} size={52} />
            <span className="verdict-words">
              <span className="verdict-word">{wordOf(words, verdict)}</span>
              <span className="verdict-what">{whatOf(words, verdict, view)}</span>
            </span>
          </>
        )}
      </div>
      <div className="hint" data-testid="hint">
        <small>{words.text('bench.hint.next')}</small>
        <strong>{words.text(`bench.hint.${hintOf(view)}`)}</strong>
      </div>
      <ul className="hint-keys">
        {keysNow(view).map(([key, word]) => (
          <li key={key}>
            <Key>{key}</Key>
            {words.text(word)}
          </li>
        ))}
      </ul>
    </footer>
  );
}

function toneOf(verdict: VerdictView | null): string {
  if (verdict === null) return 'none';
  if (isStopKind(verdict.kind)) return 'stop';
  if (verdict.kind === 'held' || verdict.kind === 'put_back' || verdict.kind === 'undone') return 'aside';
  return verdict.kind === 'info' || verdict.kind === 'already_on_list' ? 'info' : 'good';
}

function wordOf(words: Words, { kind }: VerdictView): string {
  return words.text(isStopKind(kind) ? `bench.stops.${kind}.title` : `bench.good.${kind}`);
}

/** What it was about where the station says so, else the standing sentence. */
function whatOf(words: Words, { kind, data }: VerdictView, view: BenchView): string {
  if (kind === 'handover_started') return words.text('bench.goodWhat.handover_started');
  if (kind === 'unit_ok' && Number(data['n']) > 1) return `×${String(data['n'])}`;
  const told = TOLD.filter(
    (name) =>
      data[name] !== undefined &&
      data[name] !== null &&
      data[name] !== '' &&
      !repeatsKind(kind, name, data[name]),
  ).slice(0, 2);
  if (told.length > 0) return told.map((name) => valueText(words, name, data[name] ?? '', data)).join(' · ');
  if (kind === 'order_complete' && view.session?.labelSource === 'external') {
    return words.text('bench.hint.scanExternal');
  }
  return words.text(isStopKind(kind) ? `bench.stops.${kind}.what` : `bench.goodWhat.${kind}`);
}

type KeyHint = readonly [string, TextKey];

function keysNow(view: BenchView): readonly KeyHint[] {
  const menu: KeyHint = ['F1', 'bench.keys.menu'];
  if (view.stop) return [menu];
  if (view.mode === 'handover') return [menu];
  if (!view.session) return [['F2', 'bench.keys.next'], ['F11', 'bench.keys.handover'], menu];
  if (view.session.step === 'label')
    return [['F6', 'bench.keys.print'], ['F7', 'bench.keys.reprint'], ['F8', 'bench.keys.hold'], menu];
  return [
    ['F4', 'bench.keys.undo'],
    ['F8', 'bench.keys.hold'],
    ['F9', 'bench.keys.short'],
    ['F10', 'bench.keys.back'],
    menu,
  ];
}

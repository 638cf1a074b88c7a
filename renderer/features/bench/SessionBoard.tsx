import { useEffect, useRef } from 'react';
import type { SessionView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { ProductPicture, Shape } from '../../ui/index.ts';
import { LabelStep } from './LabelStep.tsx';
import { currentLine, lineState } from './lines.ts';
import type { Line } from './lines.ts';
import { OrderStrip } from './OrderStrip.tsx';
import { WeightFigure } from './WeightFigure.tsx';

/** An open order: the item to take now on the left, all lines on the right. */
export function SessionBoard({ session }: { readonly session: SessionView }) {
  const line = currentLine(session);
  return (
    <div className="session" data-step={session.step}>
      <OrderStrip session={session} />
      <div className="session-main">
        {session.step === 'label' || line === null ? (
          <LabelStep session={session} />
        ) : (
          <CurrentItem line={line} session={session} />
        )}
        <LineList session={session} />
      </div>
    </div>
  );
}

function CurrentItem({ line, session }: { readonly line: Line; readonly session: SessionView }) {
  const { text } = useWords();
  const remaining = line.qty - line.checked;
  return (
    <section className="item">
      <ProductPicture picture={line.picture} name={line.name} className="pk-picture-main" />
      <div className="item-count">
        <span className="item-count-word">{text('bench.remaining')}</span>
        <span className="item-count-number" data-testid="remaining" data-digits={String(remaining).length}>
          {remaining}
        </span>
        <span className="item-count-of">{text('bench.ofTotal', { n: line.qty })}</span>
        {session.multiplier > 1 ? (
          <span className="item-multiplier" data-testid="multiplier">
            {text('bench.multiplier', { n: session.multiplier })}
          </span>
        ) : null}
      </div>
      <div className="item-words">
        <h2 data-testid="item-name">{line.name}</h2>
        {line.variant === null ? null : (
          <p className="item-variant" data-testid="item-variant">
            {line.variant}
          </p>
        )}
        <dl className="item-facts">
          <div className="item-location">
            <dt>{text('bench.location')}</dt>
            <dd>{line.location ?? text('bench.noLocation')}</dd>
          </div>
          <div>
            <dt>{text('bench.sku')}</dt>
            <dd>{line.sku}</dd>
          </div>
          {line.kit === null ? null : (
            <div>
              <dt />
              <dd>{text('bench.kit', { sku: line.kit })}</dd>
            </div>
          )}
        </dl>
      </div>
    </section>
  );
}

function LineList({ session }: { readonly session: SessionView }) {
  const { text } = useWords();
  const current = currentLine(session);
  const list = useRef<HTMLOListElement>(null);
  const row = useRef<HTMLLIElement>(null);
  const no = current?.no;
  useEffect(() => {
    if (!list.current || !row.current) return;
    // Not scrollIntoView: that would move the whole bench where a long word makes it wider.
    const { offsetTop, offsetHeight } = row.current;
    list.current.scrollTop =
      offsetTop - list.current.offsetTop - (list.current.clientHeight - offsetHeight) / 2;
  }, [no]);

  const done = session.lines.filter((line) => lineState(line) === 'done');
  const open = session.lines.filter((line) => lineState(line) !== 'done');
  return (
    <aside className="lines">
      <header>
        <strong>{text('bench.lineCount', { n: session.lines.length })}</strong>
        <span data-testid="units">{text('bench.unitsOf', session.units)}</span>
      </header>
      <ol ref={list}>
        {open.map((line) => (
          <li
            key={line.no}
            ref={line.no === no ? row : undefined}
            className="line"
            data-state={lineState(line)}
            aria-current={line.no === no}
          >
            <Shape name={`line_${lineState(line)}`} size={34} />
            <div className="line-words">
              <span className="line-name">{line.name}</span>
              <span className="line-sub">
                {[line.variant, line.location].filter((part) => part !== null).join(' · ')}
              </span>
            </div>
            <span className="line-count">
              <b>{line.checked}</b>/{line.qty}
            </span>
          </li>
        ))}
        {done.map((line) => (
          <li key={line.no} className="line line-short" data-state="done">
            <Shape name="line_done" size={26} />
            <span className="line-name">{line.name}</span>
            <span className="line-count">
              {line.checked}/{line.qty}
            </span>
          </li>
        ))}
      </ol>
      {session.weigh ? null : <WeightFigure />}
    </aside>
  );
}

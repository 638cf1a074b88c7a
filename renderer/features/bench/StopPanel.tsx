import type { CSSProperties } from 'react';
import type { StopView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { Key, ProductPicture, Shape } from '../../ui/index.ts';
import { DataRows } from './DataRows.tsx';
import { STOP_LOOKS } from './stops.ts';

/** Expected items named side by side with what came; the rest is counted. Only the wrong item's panel is wide. */
const namedOf = (kind: StopView['kind']): number => (kind === 'wrong_item' ? 2 : 1);

/** What went wrong and what to do now. Stands until it is acknowledged. */
export function StopPanel({ stop }: { readonly stop: StopView }) {
  const { text } = useWords();
  const look = STOP_LOOKS[stop.kind];
  const question = stop.kind === 'print_unknown';
  const compare = stop.expected.length > 0 || stop.got !== null;
  return (
    <div className="stop-veil" data-place={look.place}>
      <section
        // A repeat starts the pulse again.
        key={`${String(stop.id)}-${String(stop.repeats)}`}
        className="stop"
        data-testid="stop"
        data-kind={stop.kind}
        data-place={look.place}
        data-repeats={stop.repeats}
        style={{ '--stop': look.colour } as CSSProperties}
        role="alertdialog"
        aria-label={text(`bench.stops.${stop.kind}.title`)}
      >
        <div className="stop-shape">
          <Shape name={stop.kind} size="100%" />
        </div>
        <div className="stop-body">
          <h1 data-testid="stop-title">{text(`bench.stops.${stop.kind}.title`)}</h1>
          <p className="stop-what">{text(`bench.stops.${stop.kind}.what`)}</p>
          <DataRows kind={stop.kind} data={stop.data} />
          {compare ? <Compare stop={stop} /> : null}
          <p className="stop-todo">
            <Shape name="acknowledged" size={36} />
            <span>{text(`bench.stops.${stop.kind}.todo`)}</span>
          </p>
          {question ? <Question /> : <Acknowledge />}
        </div>
        {stop.repeats > 0 ? (
          <p className="stop-repeats" data-testid="stop-repeats">
            {text('bench.stop.repeats', { n: stop.repeats })}
          </p>
        ) : null}
      </section>
    </div>
  );
}

function Acknowledge() {
  const { text } = useWords();
  return (
    <p className="stop-keys">
      <span>{text('bench.stop.ack')}</span>
      <Key>Enter</Key>
    </p>
  );
}

function Question() {
  const { text } = useWords();
  return (
    <p className="stop-keys stop-answers">
      <span className="answer" data-answer="yes">
        <Key>Y</Key>
        {text('bench.stop.yes')}
      </span>
      <span className="answer" data-answer="no">
        <Key>N</Key>
        {text('bench.stop.no')}
      </span>
    </p>
  );
}

function Compare({ stop }: { readonly stop: StopView }) {
  const { text } = useWords();
  // An order or a label in the wrong place is no unknown code.
  const unknown = stop.kind === 'unknown_code';
  const named = stop.expected.slice(0, namedOf(stop.kind));
  const more = stop.expected.length - named.length;
  return (
    <div className="compare">
      {stop.got ? (
        <figure className="compare-item" data-side="got">
          {stop.got.sku === null ? (
            <div className="pk-picture compare-unknown">
              <Shape name="unknown_code" size="60%" />
            </div>
          ) : (
            <ProductPicture picture={stop.got.picture} name={stop.got.name ?? stop.got.code} />
          )}
          <div className="compare-words">
            <figcaption>
              <Shape name="wrong_item" size={26} />
              {text('bench.stop.got')}
            </figcaption>
            <strong>{stop.got.name ?? (unknown ? text('bench.stop.unknownItem') : stop.got.code)}</strong>
            {stop.got.variant === null ? null : <span>{stop.got.variant}</span>}
            {stop.got.name !== null || unknown ? <code>{stop.got.code}</code> : null}
          </div>
        </figure>
      ) : null}
      {named.map((item) => (
        <figure className="compare-item" data-side="expected" key={item.sku}>
          <ProductPicture picture={item.picture} name={item.name} />
          <div className="compare-words">
            <figcaption>
              <Shape name="unit_ok" size={26} />
              {text('bench.stop.expected')}
            </figcaption>
            <strong>{item.name}</strong>
            {item.variant === null ? null : <span>{item.variant}</span>}
            <em>{text('bench.stop.left', { n: item.remaining })}</em>
          </div>
        </figure>
      ))}
      {more > 0 ? <p className="compare-more">{text('bench.stop.more', { n: more })}</p> : null}
    </div>
  );
}

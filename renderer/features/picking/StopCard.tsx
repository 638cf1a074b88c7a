import { Button } from '@mantine/core';
import type { StopView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { Key, ProductPicture, Shape } from '../../ui/index.ts';

/** What was wrong, and what should have been in the hand. Stands until it is acknowledged. */
export function StopCard({ stop, onOk }: { readonly stop: StopView; readonly onOk: () => void }) {
  const { text, code } = useWords();
  const reason = stop.data['reason'];
  const expected = stop.expected[0];
  const { got } = stop;
  return (
    <div className="pick-veil">
      <section
        key={`${String(stop.id)}-${String(stop.repeats)}`}
        className="pick-stop"
        role="alertdialog"
        aria-label={text(`bench.stops.${stop.kind}.title`)}
        data-testid="pick-stop"
        data-kind={stop.kind}
      >
        <Shape name={stop.kind} size={84} />
        <div>
          <h2>{text(`bench.stops.${stop.kind}.title`)}</h2>
          <p>
            {typeof reason === 'string'
              ? code('reason', reason, stop.data)
              : text(`bench.stops.${stop.kind}.what`)}
          </p>
          <div className="pick-compare">
            {got ? (
              <figure>
                <ProductPicture picture={got.picture} name={got.name ?? got.code} />
                <figcaption>{text('picking.got')}</figcaption>
                <strong>{got.name ?? got.code}</strong>
                {got.variant === null ? null : <span>{got.variant}</span>}
                {got.name === null ? null : <code>{got.code}</code>}
              </figure>
            ) : null}
            {expected ? (
              <figure>
                <ProductPicture picture={expected.picture} name={expected.name} />
                <figcaption>{text('picking.expected')}</figcaption>
                <strong>{expected.name}</strong>
                {expected.variant === null ? null : <span>{expected.variant}</span>}
                <em>{text('picking.left', { n: expected.remaining })}</em>
              </figure>
            ) : null}
          </div>
          <Button size="lg" onClick={onOk}>
            <span>{text('picking.ok')}</span>
            <Key>Enter</Key>
          </Button>
        </div>
      </section>
    </div>
  );
}

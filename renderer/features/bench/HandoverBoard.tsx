import type { BenchView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { valueText } from './DataRows.tsx';
import type { ShapeName } from '../../ui/index.ts';
import { CarrierContact } from '../../ui/carrier-contact.tsx';
import { Shape } from '../../ui/index.ts';

type Handover = NonNullable<BenchView['handover']>;
const ROW_SHAPES: Readonly<Record<Handover['rows'][number]['state'], ShapeName>> = {
  pending: 'line_open',
  scanned: 'line_done',
  missing: 'wrong_item',
  exception: 'not_packable',
};

/** A carrier's pickup: how many of how many, which are missing, which do not belong here. */
export function HandoverBoard({ handover }: { readonly handover: Handover }) {
  const words = useWords();
  const { text } = words;
  const missing = handover.rows.filter((row) => row.state === 'missing').length;
  return (
    <div className="handover" data-testid="handover">
      <section className="handover-main">
        <header>
          <Shape name="handover_started" size={72} />
          <div>
            <h1>{words.language === 'zh' ? handover.carrier.zh : handover.carrier.en}</h1>
            <p>
              {text('bench.handover.courier')}{' '}
              <b>{handover.courier === '' ? text('bench.handover.noCourier') : handover.courier}</b>
            </p>
            <CarrierContact carrier={handover.carrier.code} />
          </div>
        </header>
        <div className="handover-count">
          <span className="handover-number" data-testid="handover-count">
            {handover.scanned}
          </span>
          <span className="handover-of">/ {handover.expected}</span>
          <span className="handover-word">{text('bench.handover.scanned')}</span>
        </div>
        <ul className="handover-facts">
          <li data-fact="pending">
            <b>{Math.max(0, handover.expected - handover.scanned - missing)}</b>
            {text('bench.handover.pending')}
          </li>
          <li data-fact="missing" data-zero={missing === 0}>
            <b>{missing}</b>
            {text('bench.handover.missing')}
          </li>
          <li data-fact="foreign" data-zero={handover.foreign.length === 0}>
            <b>{handover.foreign.length}</b>
            {text('bench.handover.foreign')}
          </li>
        </ul>
        {handover.foreign.length === 0 ? null : (
          <ul className="handover-foreign">
            {handover.foreign.slice(-4).map((parcel) => (
              <li key={parcel.number}>
                <Shape name="foreign_parcel" size={30} />
                <code>{parcel.number}</code>
                <span>{valueText(words, 'reason', parcel.reason)}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <aside className="lines handover-rows">
        <header>
          <strong>{text('bench.handover.rows')}</strong>
          <span>{words.count(handover.rows.length)}</span>
        </header>
        {handover.rows.length === 0 ? <p className="idle-empty">{text('bench.handover.empty')}</p> : null}
        <ol>
          {handover.rows.map((row) => (
            <li key={row.shipment} className="line" data-state={row.state}>
              <Shape name={ROW_SHAPES[row.state]} size={30} />
              <div className="line-words">
                <span className="line-name line-code">{row.number}</span>
                <span className="line-sub">{row.channelOrderNo}</span>
              </div>
              <span className="line-state">{text(`bench.handover.state.${row.state}`)}</span>
            </li>
          ))}
        </ol>
      </aside>
    </div>
  );
}

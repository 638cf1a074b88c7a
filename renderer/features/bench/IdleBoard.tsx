import type { BenchView, VerdictView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import type { ShapeName } from '../../ui/index.ts';
import { Key, Shape } from '../../ui/index.ts';
import { useNow } from './use-now.ts';

const SHOWN_NEXT = 3;

/** Nothing is open: what to scan, what waits, and what was done last. */
export function IdleBoard({
  view,
  verdict,
  awake,
}: {
  readonly view: BenchView;
  readonly verdict: VerdictView | null;
  readonly awake: boolean;
}) {
  const words = useWords();
  const { text } = words;
  const linked = useStationState((s) => s.link === 'ready');
  const { queue, closed, today } = view;
  const aside = verdict?.kind === 'held' || verdict?.kind === 'put_back' ? verdict.kind : null;
  return (
    <div className="idle">
      <section className="idle-main">
        <div className="idle-lamp" data-on={awake} data-aside={aside !== null} data-testid="lamp">
          <Shape name={aside ?? 'label_bound'} size="56%" />
          {aside === null ? null : (
            <p className="idle-aside">
              <b>{text(`bench.good.${aside}`)}</b>
              <span>{text(`bench.goodWhat.${aside}`)}</span>
            </p>
          )}
        </div>
        <h1 data-testid="idle-title">{text('bench.idleTitle')}</h1>
        <p className="idle-sub">
          <span>{text('bench.idleSub', { key: 'F2' })}</span>
        </p>
        <p className="idle-ready" data-on={awake}>
          <i />
          {text(awake ? 'bench.ready' : linked ? 'bench.notReady' : 'bench.paused')}
        </p>
        <LowNumbers />
        <Tiles queue={queue} />
      </section>
      <aside className="idle-side">
        <Next queue={queue} />
        <section className="panel idle-closed">
          <h3>{text('bench.lastClosed')}</h3>
          {closed === null ? (
            <p className="muted">—</p>
          ) : (
            <p className="idle-closed-row">
              <Shape name="closed" size={44} />
              <span>
                <b>{closed.number}</b>
                <small>
                  {closed.channelOrderNo} · {words.time(closed.at)}
                </small>
              </span>
            </p>
          )}
        </section>
        <section className="panel idle-today">
          <h3>{text('bench.today')}</h3>
          <ul>
            {(
              [
                ['todayParcels', today.parcels],
                ['todayUnits', today.units],
                ['todayStops', today.stops],
              ] as const
            ).map(([key, n]) => (
              <li key={key}>
                <b>{words.count(n)}</b>
                {text(`bench.${key}`)}
              </li>
            ))}
          </ul>
        </section>
      </aside>
    </div>
  );
}

/** Before the numbers are gone, not when a parcel lies there: more must be had from the carrier. */
function LowNumbers() {
  const words = useWords();
  const low = useStationState((s) => s.sync?.low);
  if (low === undefined || low.length === 0) return null;
  return (
    <ul className="idle-low" data-testid="bench-low">
      {low.map(({ carrier, left }) => (
        <li key={carrier}>
          {left === 0
            ? words.text('sync.lowNone', { carrier })
            : words.text('sync.low', { carrier, n: words.count(left) })}
        </li>
      ))}
    </ul>
  );
}

const TILES = [
  ['ready', 'opened'],
  ['urgent', 'not_packable'],
  ['overdue', 'info'],
  ['blocked', 'blocked'],
  ['staged', 'handover_started'],
] as const satisfies readonly (readonly [keyof BenchView['queue'], ShapeName])[];

function Tiles({ queue }: { readonly queue: BenchView['queue'] }) {
  const words = useWords();
  return (
    <ul className="tiles">
      {TILES.map(([key, shape]) => (
        <li key={key} data-tile={key} data-zero={queue[key] === 0}>
          <Shape name={shape} size={26} />
          <b>{words.count(queue[key])}</b>
          <span>{words.text(`bench.queue.${key}`)}</span>
        </li>
      ))}
    </ul>
  );
}

function Next({ queue }: { readonly queue: BenchView['queue'] }) {
  const words = useWords();
  const { text } = words;
  const now = useNow(30_000);
  return (
    <section className="panel idle-next">
      <h3>
        {text('bench.queue.next')} <Key>F2</Key>
      </h3>
      {queue.next.length === 0 ? (
        <p className="idle-empty">
          <b>{text('bench.queue.empty')}</b>
          <span>{text('bench.queue.emptySub')}</span>
        </p>
      ) : (
        <ol>
          {queue.next.slice(0, SHOWN_NEXT).map((row) => (
            <li key={row.shipment}>
              <span className="idle-next-number">{row.channelOrderNo}</span>
              <span className="idle-next-facts">
                <span>{words.language === 'zh' ? row.carrier.zh : row.carrier.en}</span>
                <span>{row.location ?? '—'}</span>
                <span>{text('bench.queue.units', { n: row.units })}</span>
              </span>
              <ul className="marks marks-small">
                {row.urgent ? <li data-mark="urgent">{text('bench.urgent')}</li> : null}
                {row.cod ? <li data-mark="cod">{text('bench.codShort')}</li> : null}
                {row.marks.map((mark) => (
                  <li key={mark} data-mark={mark}>
                    {text(`bench.${mark}`)}
                  </li>
                ))}
                {row.shipBy !== null && row.shipBy < now ? (
                  <li data-mark="overdue">{text('bench.queue.overdue')}</li>
                ) : null}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

import type { ReviewView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';
import { Verdict } from '../../ui/review/index.ts';

/** One order under review: the remark first, then the checks, then what is sent to whom. */
export function OneReview({ order, onJudged }: { readonly order: string; readonly onJudged: () => void }) {
  const { text, code } = useWords();
  const { value } = useList('review.view', { order }, ['orders', 'rules', 'stock', 'products', 'customers']);
  if (value === undefined) return <p>{text('app.loading')}</p>;
  if (!value.ok) return <p className="muted">{code('refused', value.code, value.data)}</p>;
  const view = value.value;
  return (
    <div className="review-order" data-testid="review-order">
      <section className="card">
        <div className="chips">
          <Chip tone="info">{text(`codes.order.${view.status}`)}</Chip>
          <Chip tone={view.payment === 'UNPAID' ? 'warn' : 'good'}>
            {text(`codes.payment.${view.payment}`)}
          </Chip>
          {view.overdue ? <Chip tone="bad">{text('review.late')}</Chip> : null}
          {view.flags.map((flag) => (
            <Chip key={flag} tone="warn">
              {text(`codes.flag.${flag}`)}
            </Chip>
          ))}
        </div>
        <h2>{text('review.remark')}</h2>
        {view.remark === null || view.remark.trim() === '' ? (
          <p className="muted">{text('review.noRemark')}</p>
        ) : (
          <p className="review-remark" dir="auto" data-testid="review-remark">
            {view.remark}
          </p>
        )}
        {view.sellerNote === null ? null : (
          <p className="muted" dir="auto">
            {text('review.sellerNote')}：{view.sellerNote}
          </p>
        )}
      </section>
      <section className="card">
        <h2>{text('review.checks')}</h2>
        <Verdict key={view.seen} view={view} keys onJudged={onJudged} />
        <p className="muted">{text('review.keys')}</p>
        {view.ruleFaults.length === 0 ? null : <RuleFaults view={view} />}
      </section>
      <div className="columns">
        <Goods view={view} />
        {view.receiver === null ? null : (
          <section className="card">
            <h2>{text('order.receiver')}</h2>
            <dl className="facts">
              <dt>{text('order.name')}</dt>
              <dd>{view.receiver.name}</dd>
              <dt>{text('order.phone')}</dt>
              <dd>{view.receiver.phone}</dd>
              <dt>{text('order.address')}</dt>
              <dd>{view.receiver.address}</dd>
            </dl>
          </section>
        )}
      </div>
    </div>
  );
}

function RuleFaults({ view }: { readonly view: ReviewView }) {
  const { text } = useWords();
  return (
    <div className="muted" role="note" data-testid="rule-faults">
      <p>{text('review.ruleFaults')}</p>
      <ul className="plain-list">
        {view.ruleFaults.map((fault) => (
          <li key={`${fault.rule} ${fault.entry}`}>
            {text(`review.ruleFault.${fault.code as 'promotion_unknown'}`, { entry: fault.entry })}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Goods({ view }: { readonly view: ReviewView }) {
  const words = useWords();
  const { text } = words;
  const sums = (
    [
      ['review.goods', view.goods],
      ['review.freight', view.freight],
      ['review.discount', view.discount],
      ['review.total', view.total],
    ] as const
  ).flatMap(([name, money]) => (money === null ? [] : [{ name, money }]));
  return (
    <section className="card">
      <h2>{text('review.lines')}</h2>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={text('review.lines')}>
        <table className="plain-table">
          <tbody>
            {view.lines.map((line) => (
              <tr key={line.no}>
                <td className="num">{line.qty} ×</td>
                <td>
                  {line.name}
                  {line.variant === null ? null : <span className="muted"> · {line.variant}</span>}
                  <div className="mono muted">{line.sku}</div>
                </td>
                <td className="num">
                  {line.unitPrice === null ? '' : words.money(line.unitPrice)}
                  {line.listPrice === null ? null : (
                    <div className="muted">
                      {text('review.listPrice', { price: words.money(line.listPrice) })}
                    </div>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="facts">
        {sums.map(({ name, money }) => (
          <div key={name} style={{ display: 'contents' }}>
            <dt>{text(name)}</dt>
            <dd>{words.money(money)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

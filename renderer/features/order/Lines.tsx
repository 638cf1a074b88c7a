import { Button } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { OrderView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { Chip } from '../../ui/page.tsx';

/** Lines drawn at first: an order of a thousand is opened as quickly as any other. */
const FIRST = 40;

type Money = NonNullable<OrderView['total']>;

/** What was ordered at what price, and whether it adds up. */
export function Lines({ view }: { readonly view: OrderView }) {
  const words = useWords();
  const { text } = words;
  const [all, setAll] = useState(false);
  const shown = all ? view.lines : view.lines.slice(0, FIRST);
  const units = view.lines.reduce((sum, line) => sum + (line.kind === 'goods' ? line.qty : 0), 0);
  const priced = view.lines.some((line) => line.price !== null);
  return (
    <section className="card" data-testid="order-lines">
      <h2>
        {text('order.lines')}{' '}
        <span className="muted">{text('orderPage.linesUnits', { lines: view.lines.length, units })}</span>
      </h2>
      {view.lines.length === 0 ? <p className="muted">{text('order.noLines')}</p> : null}
      <table className="plain-table order-lines">
        <tbody>
          {shown.map((line) => (
            <tr key={line.no}>
              <td className="num">{line.qty} ×</td>
              <td>
                {line.name}
                {line.variant === null ? null : <span className="muted"> · {line.variant}</span>}
                {line.kind === 'service' || line.kind === 'charge' ? (
                  <>
                    {' '}
                    <Chip>{text(`order.kind.${line.kind}`)}</Chip>
                  </>
                ) : null}
              </td>
              <td className="mono">{line.sku}</td>
              {priced ? (
                <>
                  <td className="num muted">{line.price === null ? '' : words.money(line.price)}</td>
                  <td className="num">
                    {line.price === null
                      ? ''
                      : words.money({ minor: line.price.minor * line.qty, currency: line.price.currency })}
                  </td>
                </>
              ) : null}
            </tr>
          ))}
        </tbody>
      </table>
      {view.lines.length > shown.length ? (
        <Button variant="default" size="sm" onClick={() => setAll(true)}>
          {text('orderPage.allLines', { n: view.lines.length })}
        </Button>
      ) : null}
      <Amounts view={view} />
    </section>
  );
}

function Amounts({ view }: { readonly view: OrderView }) {
  const words = useWords();
  const { text } = words;
  const { goods, freight, discount, coupon, cod, paid, difference } = view.amounts;
  const money = (value: Money | null): ReactNode => (value === null ? null : words.money(value));
  const rows: readonly (readonly [string, ReactNode])[] = [
    [text('orderPage.goods'), money(goods)],
    [text('orderPage.freight'), money(freight)],
    [
      coupon === null ? text('orderPage.discount') : `${text('orderPage.discount')} (${coupon})`,
      discount === null ? null : `− ${words.money(discount)}`,
    ],
    [text('orderPage.total'), view.total === null ? null : <b>{words.money(view.total)}</b>],
    [text('orderPage.paid'), money(paid)],
    [text('orderPage.cod'), money(cod)],
  ];
  const told = rows.filter(([, value]) => value !== null);
  if (told.length === 0) return null;
  return (
    <>
      <dl className="facts order-amounts">
        {told.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="num">{value}</dd>
          </div>
        ))}
      </dl>
      {difference === null || difference === 0 || view.total === null ? null : (
        <p role="status">
          <Chip tone="warn">
            {text('orderPage.difference', {
              amount: words.money({ minor: Math.abs(difference), currency: view.total.currency }),
            })}
          </Chip>
        </p>
      )}
    </>
  );
}

import { Button } from '@mantine/core';
import { createPortal } from 'react-dom';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Code128 } from '../../ui/code128.tsx';
import { Chip } from '../../ui/page.tsx';

/** A wave, or what a bench has in hand. */
export type SheetOf = { readonly wave: string } | { readonly bench: string };

/** 拣货单 for any printer that the computer has: the page that is shown is the page that is printed. */
export function PickSheet({ of, onClose }: { readonly of: SheetOf; readonly onClose: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text, code } = words;
  const { value } = useList('pick.sheet', of, []);
  if (value === undefined) return null;
  if (!value.ok) {
    station.notify('bad', code('refused', value.code, value.data));
    onClose();
    return null;
  }
  const sheet = value.value;
  return createPortal(
    <div className="pick-sheet-veil">
      <div className="pick-sheet-bar">
        <Button onClick={() => window.print()}>{text('picking.sheet.paper')}</Button>
        <Button variant="default" onClick={onClose}>
          {text('picking.sheet.close')}
        </Button>
      </div>
      <article className="pick-sheet" data-testid="pick-sheet">
        <header>
          <div>
            <h1>{text('picking.sheet.title')}</h1>
            <p>
              {text('picking.sheet.date')} {words.dateTime(sheet.at)}
            </p>
            <p>{text('picking.sheet.picker')} ____________________</p>
          </div>
          {sheet.code === '' ? null : (
            <div className="pick-sheet-code">
              <Code128 content={sheet.code.toUpperCase()} height={46} />
              <span>{sheet.code.toUpperCase()}</span>
            </div>
          )}
        </header>
        <table>
          <thead>
            <tr>
              <th>{text('picking.sheet.location')}</th>
              <th>{text('picking.sheet.sku')}</th>
              <th>{text('picking.sheet.product')}</th>
              <th>{text('picking.sheet.qty')}</th>
              <th>{text('picking.sheet.forOrders')}</th>
              <th>{text('picking.sheet.picked')}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.positions.map((position) => (
              <tr key={position.key}>
                <td className="pick-sheet-place">{position.location ?? '—'}</td>
                <td>{position.sku}</td>
                <td>
                  {position.name} {position.variant ?? ''}
                </td>
                <td className="pick-sheet-qty">{position.qty}</td>
                <td>{position.parts.map((part) => `${String(part.slot)}×${String(part.qty)}`).join('  ')}</td>
                <td />
              </tr>
            ))}
          </tbody>
        </table>
        <ol className="pick-sheet-orders">
          {sheet.orders.map((order) => (
            <li key={order.code}>
              <b>{order.slot}</b>
              <span>
                {order.channelOrderNo}
                {order.tote === null ? '' : ` · ${text('picking.tote', { tote: order.tote })}`}
                {order.urgent ? <Chip tone="bad">{text('bench.urgent')}</Chip> : null}
                {order.marks.map((mark) => (
                  <Chip key={mark}>{text(`bench.${mark}`)}</Chip>
                ))}
              </span>
              <Code128 content={order.code} height={26} />
            </li>
          ))}
        </ol>
      </article>
    </div>,
    document.body,
  );
}

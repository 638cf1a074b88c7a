import { useRef, useState } from 'react';
import type { CSSProperties, ReactNode } from 'react';

export function OfficePage({
  title,
  sub,
  actions,
  fixed = false,
  children,
}: {
  readonly title: string;
  readonly sub?: string;
  readonly actions?: ReactNode;
  /** The page itself does not scroll; a list inside does. */
  readonly fixed?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <div className={fixed ? 'page page-fixed' : 'page'}>
      <header className="page-head">
        <div>
          <h1>{title}</h1>
          {sub === undefined ? null : <p>{sub}</p>}
        </div>
        <div className="row">{actions}</div>
      </header>
      {children}
    </div>
  );
}

export function Chip({
  tone,
  children,
}: {
  readonly tone?: 'bad' | 'warn' | 'good' | 'info';
  readonly children: ReactNode;
}) {
  return (
    <span className="chip" data-tone={tone}>
      {children}
    </span>
  );
}

export interface Column<Row> {
  readonly key: string;
  readonly head: ReactNode;
  /** CSS grid track, e.g. `minmax(0, 2fr)`. */
  readonly width: string;
  readonly className?: string;
  readonly cell: (row: Row) => ReactNode;
}

/** Rows drawn above and below the window, so that scrolling shows no gaps. */
const MARGIN = 8;

/** A long list of rows of one height, of which only those in sight are drawn. */
export function GridTable<Row>({
  columns,
  rows,
  rowKey,
  rowHeight,
  empty,
}: {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** px */
  readonly rowHeight: number;
  readonly empty: ReactNode;
}) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const height = body.current?.clientHeight ?? 900;
  const first = Math.max(0, Math.floor(top / rowHeight) - MARGIN);
  const last = Math.min(rows.length, Math.ceil((top + height) / rowHeight) + MARGIN);
  const style = { '--columns': columns.map((column) => column.width).join(' ') } as CSSProperties;
  return (
    <div className="grid-table" style={style}>
      <div className="grid-head">
        {columns.map((column) => (
          <span key={column.key} className={column.className}>
            {column.head}
          </span>
        ))}
      </div>
      <div ref={body} className="grid-body" onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
        {rows.length === 0 ? empty : null}
        <div style={{ height: rows.length * rowHeight, paddingTop: first * rowHeight }}>
          {rows.slice(first, last).map((row) => (
            <div key={rowKey(row)} className="grid-row" style={{ height: rowHeight }} data-row={rowKey(row)}>
              {columns.map((column) => (
                <div key={column.key} className={column.className}>
                  {column.cell(row)}
                </div>
              ))}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

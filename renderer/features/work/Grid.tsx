import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { CSSProperties, KeyboardEvent, ReactNode, RefObject } from 'react';
import type { WorkRow } from '../../../shared/contract/index.ts';
import type { WorkSort } from '../../../shared/domain/work-lists/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { WorkColumn } from './columns.tsx';
import { isChosen } from './selection.ts';
import type { Selection } from './selection.ts';
import type { Place } from './use-rows.ts';

/** px; one line of text and its chips. */
const ROW = 44;
/** Rows drawn above and below the window, so that scrolling shows no gaps. */
const MARGIN = 10;

export interface GridProps {
  readonly columns: readonly WorkColumn[];
  readonly total: number;
  readonly at: (row: number) => WorkRow | undefined;
  /** These rows are in sight. */
  readonly onSee?: (first: number, last: number) => void;
  readonly cursor: number;
  readonly onCursor: (row: number) => void;
  /** The row that is looked at first; another one when another list is shown. */
  readonly place: Place;
  readonly onTop: (row: number) => void;
  readonly selection: Selection;
  readonly onToggle: (row: number) => void;
  /** From the row where choosing began to this one. */
  readonly onRange: (from: number, to: number) => void;
  readonly onAll: () => void;
  readonly onOpen: (order: string) => void;
  readonly onEscape: () => void;
  readonly sort?: { readonly by: WorkSort; readonly reverse: boolean };
  readonly onSort?: (by: WorkSort) => void;
  readonly empty: ReactNode;
  readonly grid: RefObject<HTMLDivElement | null>;
  /** What the rows are of, once they are there. */
  readonly shown: string | undefined;
}

/**
 * Rows of any number, of which those in sight are drawn. One element has the focus, and the arrows move a cursor in it:
 * space chooses, shift with an arrow chooses a range, Ctrl+A all of them, Enter opens.
 */
export function Grid(props: GridProps) {
  const { columns, total, at, cursor, selection, onSee, onTop } = props;
  const { text } = useWords();
  const body = useRef<HTMLDivElement>(null);
  const { place } = props;
  const [top, setTop] = useState(place.row * ROW);
  const [height, setHeight] = useState(900);
  /** Width of the scroll bar, px: the head has none. */
  const [bar, setBar] = useState(0);
  /** Where the range that is being chosen began. */
  const [anchor, setAnchor] = useState<number | null>(null);
  const first = Math.max(0, Math.floor(top / ROW) - MARGIN);
  const last = Math.min(total, Math.ceil((top + height) / ROW) + MARGIN);

  useLayoutEffect(() => {
    const element = body.current;
    if (!element) return undefined;
    const watch = new ResizeObserver(() => {
      setHeight(element.clientHeight);
      setBar(element.offsetWidth - element.clientWidth);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = place.row * ROW;
  }, [place]);
  useEffect(() => onSee?.(first, last), [onSee, first, last]);

  function move(to: number, shift: boolean): void {
    const row = Math.max(0, Math.min(total - 1, to));
    const element = body.current;
    if (element) {
      if (row * ROW < element.scrollTop) element.scrollTop = row * ROW;
      if ((row + 1) * ROW > element.scrollTop + element.clientHeight)
        element.scrollTop = (row + 1) * ROW - element.clientHeight;
    }
    props.onCursor(row);
    if (!shift) return setAnchor(null);
    const from = anchor ?? cursor;
    setAnchor(from);
    return props.onRange(from, row);
  }

  function key(event: KeyboardEvent): void {
    if (event.altKey || event.metaKey) return;
    const page = Math.max(1, Math.floor(height / ROW) - 1);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: cursor + 1,
      ArrowUp: cursor - 1,
      PageDown: cursor + page,
      PageUp: cursor - page,
      Home: 0,
      End: total - 1,
    };
    const to = steps[event.key];
    const row = at(cursor);
    if (event.ctrlKey) {
      if (event.code !== 'KeyA') return;
      props.onAll();
    } else if (to !== undefined) move(to, event.shiftKey);
    else if (event.key === ' ') props.onToggle(cursor);
    else if (event.key === 'Enter') {
      if (row) props.onOpen(row.order);
    } else if (event.key === 'Escape') props.onEscape();
    else return;
    event.preventDefault();
  }

  const style = {
    '--columns': ['22px', ...columns.map((column) => column.width)].join(' '),
    '--bar': `${String(bar)}px`,
  } as CSSProperties;
  return (
    <div
      ref={props.grid}
      className="grid-table work-grid"
      style={style}
      role="grid"
      tabIndex={0}
      aria-label={text('work.title')}
      aria-rowcount={total + 1}
      aria-multiselectable
      aria-activedescendant={
        at(cursor) && cursor >= first && cursor < last ? `work-row-${String(cursor)}` : undefined
      }
      data-testid="work-grid"
      data-shown={props.shown}
      onKeyDown={key}
    >
      <Head {...props} />
      <div
        ref={body}
        className="grid-body"
        role="rowgroup"
        onScroll={(event) => {
          setTop(event.currentTarget.scrollTop);
          onTop(Math.floor(event.currentTarget.scrollTop / ROW));
        }}
      >
        {total === 0 ? (
          <div role="row">
            <div role="gridcell">{props.empty}</div>
          </div>
        ) : null}
        <div role="presentation" style={{ height: total * ROW, paddingTop: first * ROW }}>
          {Array.from({ length: Math.max(0, last - first) }, (_, i) => first + i).map((index) => {
            const row = at(index);
            const chosen = row !== undefined && isChosen(selection, row.order);
            return (
              <div
                key={index}
                id={`work-row-${String(index)}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={chosen}
                className="grid-row"
                data-row={row?.channelOrderNo}
                data-cursor={index === cursor}
                style={{ height: ROW }}
                onMouseDown={() => props.onCursor(index)}
                onDoubleClick={() => row && props.onOpen(row.order)}
              >
                <div
                  role="gridcell"
                  className="work-check"
                  onClick={(event) => {
                    if (event.shiftKey) props.onRange(anchor ?? cursor, index);
                    else {
                      setAnchor(index);
                      props.onToggle(index);
                    }
                  }}
                />
                {columns.map((column) => (
                  <div key={column.key} role="gridcell" className={column.className}>
                    {row === undefined ? <span className="work-waits" /> : column.cell(row)}
                  </div>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Head({ columns, sort, onSort, onAll, selection, total }: GridProps) {
  const { text } = useWords();
  return (
    <div role="rowgroup">
      <div className="grid-head" role="row" aria-rowindex={1}>
        <span role="columnheader" aria-label={text('app.select')}>
          <button
            type="button"
            tabIndex={-1}
            className="work-check-all"
            data-on={selection.all && selection.ids.size === 0 && total > 0}
            aria-label={text('app.all')}
            onClick={onAll}
          />
        </span>
        {columns.map((column) => {
          const by = column.sort;
          const sorted = by !== undefined && sort?.by === by;
          return (
            <span
              key={column.key}
              role="columnheader"
              className={column.className}
              aria-sort={sorted ? (sort.reverse ? 'descending' : 'ascending') : undefined}
            >
              {by === undefined || !onSort ? (
                column.head
              ) : (
                <button
                  type="button"
                  tabIndex={-1}
                  className="work-sort"
                  data-on={sorted ? (sort.reverse ? 'down' : 'up') : undefined}
                  onClick={() => onSort(by)}
                >
                  {column.head}
                </button>
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type {
  BulkAction,
  BulkReport,
  WorkListView,
  WorkQuery,
  WorkState,
} from '../../../shared/contract/index.ts';
import type { WorkSort } from '../../../shared/domain/work-lists/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import type { WorkPlace } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { usePeople } from '../../ui/people.ts';
import { ageText, useNow } from './age.ts';
import { BulkDialog, BulkStrip } from './Bulk.tsx';
import { columnsOf } from './columns.tsx';
import { Filters, filtersOn, withField } from './Filters.tsx';
import { Grid } from './Grid.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { asRequest, choose, chosenOf, EVERYTHING, NOTHING, toggle } from './selection.ts';
import { Toolbar } from './Toolbar.tsx';
import type { Scope } from './Toolbar.tsx';
import { useRows, useSearch } from './use-rows.ts';

/** One list: its head with search and filters, its rows, and what is done to those that are chosen. */
export function WorkList({
  query,
  view,
  index,
  left,
  onQuery,
  onSaved,
}: {
  readonly query: Required<WorkQuery>;
  /** Figures of the list; null for views that have none. */
  readonly view: WorkListView | null;
  readonly index: WorkState | null;
  /** As it was left for an order. */
  readonly left: WorkPlace | null;
  readonly onQuery: (query: Required<WorkQuery>) => void;
  readonly onSaved: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const now = useNow();
  const people = usePeople();
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const grid = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const [search, setSearch] = useState(left?.search ?? '');
  const [scope, setScope] = useState<Scope>('all');
  const [open, setOpen] = useState(false);
  const [place] = useState(() => ({ row: left?.top ?? 0 }));
  const [cursor, setCursor] = useState(left?.cursor ?? 0);
  const [selection, setSelection] = useState(NOTHING);
  const [acting, setActing] = useState<BulkAction | null>(null);
  const top = useRef(place.row);

  const asked = search.trim();
  const everywhere = scope === 'all' && asked !== '';
  const narrowed = useMemo(
    () => (scope === 'list' ? { ...query, filter: withField(query.filter, 'text', asked) } : query),
    [query, scope, asked],
  );
  const rows = useRows(narrowed, place);
  const found = useSearch(everywhere ? asked : '');
  const total = everywhere ? (found?.hits.length ?? 0) : (rows.total() ?? 0);
  const at = (row: number) => (everywhere ? found?.hits[row] : rows.at(row));
  const count = chosenOf(selection, total);
  const fresh = rows.total() === undefined;

  const openOrder = useCallback(
    (order: string): void => {
      station.store.setState({ work: { ...query, search, cursor, top: top.current } });
      station.go('orders', order);
    },
    [station, query, search, cursor],
  );
  const carrier = useCallback(
    (code: string): string => {
      const known = carriers?.find((each) => each.code === code);
      return known ? (words.language === 'zh' ? known.zh : known.en) : code;
    },
    [carriers, words.language],
  );
  const columns = columnsOf({
    words,
    now,
    list: everywhere ? null : query.list,
    people,
    carrier,
    onOpen: openOrder,
  });

  // The list is what the keys are for; the search is one key away.
  useEffect(() => grid.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (event.key !== 'F2' || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      field.current?.focus();
      field.current?.select();
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, []);

  const change = (next: Partial<WorkQuery>): void => {
    setSelection(NOTHING);
    setCursor(0);
    onQuery({ ...query, ...next });
  };
  const type = (next: string): void => {
    setSearch(next);
    setSelection(NOTHING);
    setCursor(0);
  };
  async function range(from: number, to: number): Promise<void> {
    const [first, last] = [Math.min(from, to), Math.max(from, to)];
    const orders = everywhere
      ? (found?.hits.slice(first, last + 1) ?? []).map(({ order }) => order)
      : await rows.orders(first, last);
    setSelection(choose(NOTHING, orders, true));
  }
  const sorted = (by: WorkSort): void =>
    change({ sort: by, reverse: query.sort === by ? !query.reverse : false });
  const all = (): void => {
    if (everywhere) setSelection(choose(NOTHING, found?.hits.map(({ order }) => order) ?? [], true));
    else setSelection(selection.all && selection.ids.size === 0 ? NOTHING : EVERYTHING);
  };

  return (
    <div className="page page-fixed work-main">
      <Toolbar
        query={query}
        title={text(`work.list.${query.list}`)}
        sub={[
          everywhere || fresh ? null : text('app.total', { n: words.count(total) }),
          view === null || view.oldest === null
            ? null
            : text('work.oldest', { age: ageText(words, view.oldest, now) }),
          view === null ? null : text('work.limit', { n: view.hours }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
        search={search}
        scope={scope}
        field={field}
        filtersOpen={open}
        onSearch={type}
        onScope={setScope}
        onDown={() => grid.current?.focus()}
        onEnter={() => {
          const row = at(cursor);
          if (row) openOrder(row.order);
        }}
        onFilter={(filter) => change({ filter })}
        onFilters={() => setOpen(!open)}
        onSort={(sort) => change({ sort, reverse: false })}
        onSaved={onSaved}
      />
      {open ? (
        <Filters
          filter={query.filter}
          statuses={query.list === 'all' || query.list === 'exceptions'}
          onChange={(filter) => change({ filter })}
        />
      ) : null}
      <IndexNote index={index} fault={rows.fault()} />
      <Strips />
      <Grid
        grid={grid}
        shown={
          everywhere
            ? found === null
              ? undefined
              : `search:${found.text}`
            : fresh
              ? undefined
              : `list:${rows.query.list}`
        }
        columns={columns}
        total={total}
        at={at}
        onSee={rows.need}
        cursor={Math.min(cursor, Math.max(0, total - 1))}
        onCursor={setCursor}
        place={place}
        onTop={(row) => (top.current = row)}
        selection={selection}
        onToggle={(row) => {
          const order = at(row)?.order;
          if (order !== undefined) setSelection(toggle(selection, order));
        }}
        onRange={(from, to) => void range(from, to)}
        onAll={all}
        onOpen={openOrder}
        onEscape={() => (count > 0 ? setSelection(NOTHING) : type(''))}
        {...(everywhere ? {} : { sort: { by: query.sort, reverse: query.reverse }, onSort: sorted })}
        empty={
          everywhere ? (
            found === null ? null : (
              <Empty title={text('work.noHits')} sub={text('work.noHitsSub')} />
            )
          ) : fresh ? null : filtersOn(query.filter) > 0 || asked !== '' ? (
            <Empty title={text('work.emptyFilter')} />
          ) : (
            <Empty title={text('work.empty')} sub={text('work.emptySub')} />
          )
        }
      />
      {everywhere && found?.more === true ? <p className="muted work-foot">{text('work.moreHits')}</p> : null}
      {count === 0 ? (
        <p className="muted work-foot">{text('work.keys')}</p>
      ) : (
        <SelectionBar
          list={query.list}
          count={count}
          onAct={setActing}
          onNone={() => {
            setSelection(NOTHING);
            grid.current?.focus();
          }}
        />
      )}
      {acting === null ? null : (
        <BulkDialog
          action={acting}
          selection={asRequest(selection, narrowed)}
          count={count}
          onRun={(report) => {
            tell(report);
            setActing(null);
            setSelection(NOTHING);
            grid.current?.focus();
          }}
          onClose={() => setActing(null)}
        />
      )}
    </div>
  );

  /** Its first report may have come before the answer. */
  function tell(report: BulkReport): void {
    station.store.setState(({ bulks }) => ({ bulks: { [report.id]: report, ...bulks } }));
  }
}

/** While the lists are made anew their figures are not whole; that is said, and not hidden. */
function IndexNote({ index, fault }: { readonly index: WorkState | null; readonly fault: string | null }) {
  const words = useWords();
  const { text, code } = words;
  if (fault !== null && fault !== 'work_not_ready') return <p role="alert">{code('refused', fault)}</p>;
  if (index === null || (index.state === 'ready' && fault === null)) return null;
  return (
    <p role="status" className="from-hub" data-testid="work-index">
      {index.state === 'building'
        ? text('work.building', { done: words.count(index.done), of: words.count(index.of) })
        : text('work.failed')}
    </p>
  );
}

/** The person's own acts on many orders that go on, or whose end nobody has seen. */
function Strips() {
  const station = useStation();
  const bulks = useStationState((s) => s.bulks);
  const me = useStationState((s) => s.session?.person?.id ?? null);
  const mine = Object.values(bulks).filter(({ by }) => me === null || by === me);
  const close = (id: string): void =>
    station.store.setState((s) => {
      const { [id]: _seen, ...rest } = s.bulks;
      void _seen;
      return { bulks: rest };
    });
  return mine.map((report) => <BulkStrip key={report.id} report={report} onClose={() => close(report.id)} />);
}

import { useCallback, useEffect, useState } from 'react';
import type { SavedFilter, WorkQuery } from '../../../shared/contract/index.ts';
import type { WorkSort, WorkView } from '../../../shared/domain/work-lists/index.ts';
import { seesList } from '../../../shared/domain/work-lists/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import type { WorkPlace } from '../../stores/index.ts';
import { Lists } from './Lists.tsx';
import { WorkList } from './WorkList.tsx';
import './work.css';

const PLAIN = { filter: {}, sort: 'due' as WorkSort, reverse: false };

/** What waits for the person at this window: lists of the person's posts, the first of them open. */
export default function WorkPage() {
  const station = useStation();
  const { value } = useList('work.lists', {}, ['work']);
  const { value: saved, refresh } = useList('work.filters', {}, []);
  const session = useStationState((s) => s.session);
  const { value: bulks } = useList('work.bulks', {}, []);
  const left = useStationState((s) => s.work);
  const [query, setQuery] = useState<Required<WorkQuery> | null>(() =>
    left === null ? null : queryOf(left),
  );
  /** Grows when another list is shown, which begins at its top. */
  const [shown, setShown] = useState(0);
  const first = value?.first ?? value?.lists[0]?.list;
  const current = query ?? (first === undefined ? null : { list: first, ...PLAIN });
  const lists = value?.lists ?? [];
  const roles = session?.mode === 'closed' ? (session.person?.roles ?? []) : null;
  const views = (['all', 'archived'] as const).filter((view) => roles === null || seesList(view, roles));

  // Acts that go on were perhaps begun before this page was loaded.
  useEffect(() => {
    const going = bulks?.filter(({ state }) => state === 'running') ?? [];
    if (going.length > 0)
      station.store.setState((s) => ({
        bulks: { ...Object.fromEntries(going.map((each) => [each.id, each])), ...s.bulks },
      }));
  }, [station, bulks]);

  const show = useCallback((next: Required<WorkQuery>): void => {
    setQuery(next);
    setShown((n) => n + 1);
  }, []);
  const showList = useCallback((list: WorkView): void => show({ list, ...PLAIN }), [show]);

  // Alt with an arrow goes through the lists, wherever the focus is.
  const names = [...lists.map(({ list }) => list as WorkView), ...views].join(' ');
  const here = current?.list;
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      if (!event.altKey || event.ctrlKey || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
      const all = names.split(' ').filter(Boolean) as WorkView[];
      const at = all.findIndex((each) => each === here) + (event.key === 'ArrowDown' ? 1 : -1);
      const next = all[(at + all.length) % all.length];
      event.preventDefault();
      if (next !== undefined) showList(next);
    };
    window.addEventListener('keydown', hear);
    return () => window.removeEventListener('keydown', hear);
  }, [names, here, showList]);

  async function remove({ id }: SavedFilter): Promise<void> {
    const operator = station.operator();
    if (operator && (await station.act('work.removeFilter', { id, operator: operator.id }))) refresh();
  }
  return (
    <div className="work">
      <Lists
        lists={lists}
        views={views}
        current={current?.list ?? null}
        saved={saved ?? []}
        onShow={showList}
        onSaved={({ list, filter, sort, reverse }) => show({ list, filter, sort, reverse })}
        onRemove={(filter) => void remove(filter)}
      />
      {current === null ? (
        <div className="page page-fixed" />
      ) : (
        <WorkList
          key={shown}
          query={current}
          view={lists.find(({ list }) => list === current.list) ?? null}
          index={value?.index ?? null}
          left={shown === 0 && query !== null ? left : null}
          onQuery={setQuery}
          onSaved={refresh}
        />
      )}
    </div>
  );
}

const queryOf = ({ list, filter, sort, reverse }: WorkPlace): Required<WorkQuery> => ({
  list,
  filter,
  sort,
  reverse,
});

import { Button, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RefObject } from 'react';
import type { WorkFilterView, WorkQuery } from '../../../shared/contract/index.ts';
import { WORK_SORTS } from '../../../shared/domain/work-lists/index.ts';
import type { WorkSort } from '../../../shared/domain/work-lists/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { FormDialog } from '../../ui/forms.tsx';
import { Key } from '../../ui/index.ts';
import { filtersOn, withField } from './Filters.tsx';

/** Where the search looks: in all orders, or in the list alone. */
export type Scope = 'all' | 'list';
const SCOPES: readonly Scope[] = ['all', 'list'];

export interface ToolbarProps {
  readonly query: Required<WorkQuery>;
  readonly title: string;
  readonly sub: string;
  readonly search: string;
  readonly scope: Scope;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly filtersOpen: boolean;
  readonly onSearch: (text: string) => void;
  readonly onScope: (scope: Scope) => void;
  /** Down from the field into the rows; Enter in it opens the first. */
  readonly onDown: () => void;
  readonly onEnter: () => void;
  readonly onFilter: (filter: WorkFilterView) => void;
  readonly onFilters: () => void;
  readonly onSort: (sort: WorkSort) => void;
  readonly onSaved: () => void;
}

/** Name and figures of the list, the search, and what narrows it down. */
export function Toolbar(props: ToolbarProps) {
  const { query, search, scope } = props;
  const { text } = useWords();
  const [saving, setSaving] = useState(false);
  const on = filtersOn(query.filter);
  return (
    <header className="work-head">
      <div className="work-title">
        <h1>{props.title}</h1>
        <p className="muted">{props.sub}</p>
      </div>
      <div className="row work-search">
        <TextInput
          ref={props.field}
          type="search"
          aria-label={text('work.searchLabel')}
          placeholder={text('work.search')}
          data-testid="work-search"
          maxLength={100}
          value={search}
          rightSection={<Key>F2</Key>}
          rightSectionPointerEvents="none"
          onChange={(event) => props.onSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') props.onDown();
            else if (event.key === 'Enter') props.onEnter();
            else if (event.key === 'Escape' && search !== '') props.onSearch('');
            else if (event.key === 'Escape') props.onDown();
            else return;
            event.preventDefault();
          }}
        />
        <SegmentedControl
          size="sm"
          aria-label={text('work.searchLabel')}
          value={scope}
          onChange={(next) => props.onScope(SCOPES.find((each) => each === next) ?? 'all')}
          data={SCOPES.map((each) => ({ value: each, label: text(`work.scope.${each}`) }))}
        />
      </div>
      <div className="row work-tools">
        <Quick filter={query.filter} onFilter={props.onFilter} />
        <Button
          size="compact-sm"
          variant={on > 0 ? 'light' : 'default'}
          aria-expanded={props.filtersOpen}
          data-testid="work-filter"
          onClick={props.onFilters}
        >
          {on > 0 ? text('work.filtersOn', { n: on }) : text('work.filters')}
        </Button>
        {on > 0 ? (
          <>
            <Button size="compact-sm" variant="subtle" onClick={() => props.onFilter({})}>
              {text('work.clear')}
            </Button>
            <Button
              size="compact-sm"
              variant="subtle"
              data-testid="work-save"
              onClick={() => setSaving(true)}
            >
              {text('work.save')}
            </Button>
          </>
        ) : null}
        <Select
          size="sm"
          className="work-sort-by"
          aria-label={text('work.sortBy')}
          value={query.sort}
          data={WORK_SORTS.map((each) => ({ value: each, label: text(`work.sort.${each}`) }))}
          onChange={(next) => props.onSort(WORK_SORTS.find((each) => each === next) ?? 'due')}
        />
      </div>
      {saving ? <SaveFilter query={query} onSaved={props.onSaved} onClose={() => setSaving(false)} /> : null}
    </header>
  );
}

/** The filters that are wanted all day, one press each. */
function Quick({
  filter,
  onFilter,
}: {
  readonly filter: WorkFilterView;
  readonly onFilter: (filter: WorkFilterView) => void;
}) {
  const { text } = useWords();
  const me = useStationState((s) => s.session?.person?.id ?? null);
  const is = (list: readonly string[] | undefined, value: string): boolean => list?.includes(value) === true;
  const chips: readonly (readonly [
    'late' | 'urgent' | 'cod' | 'mine' | 'nobody',
    boolean,
    WorkFilterView,
  ])[] = [
    ['late', filter.late === true, withField(filter, 'late', filter.late !== true)],
    [
      'urgent',
      is(filter.flags, 'urgent'),
      withField(filter, 'flags', is(filter.flags, 'urgent') ? undefined : ['urgent']),
    ],
    ['cod', filter.cod === true, withField(filter, 'cod', filter.cod !== true)],
    ...(me === null
      ? []
      : ([
          [
            'mine',
            is(filter.persons, me),
            withField(filter, 'persons', is(filter.persons, me) ? undefined : [me]),
          ],
        ] as const)),
    [
      'nobody',
      is(filter.persons, ''),
      withField(filter, 'persons', is(filter.persons, '') ? undefined : ['']),
    ],
  ];
  return (
    <div className="chips" role="group" aria-label={text('work.filters')}>
      {chips.map(([name, on, next]) => (
        <button
          key={name}
          type="button"
          className="work-quick"
          aria-pressed={on}
          data-quick={name}
          onClick={() => onFilter(next)}
        >
          {text(`work.quick.${name}`)}
        </button>
      ))}
    </div>
  );
}

function SaveFilter({
  query,
  onSaved,
  onClose,
}: {
  readonly query: Required<WorkQuery>;
  readonly onSaved: () => void;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const [name, setName] = useState('');
  async function save(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const saved = await station.act('work.saveFilter', {
      ...query,
      name: name.trim(),
      operator: operator.id,
    });
    if (!saved) return undefined;
    onSaved();
    onClose();
    return undefined;
  }
  return (
    <FormDialog
      title={text('work.saveTitle')}
      ready={name.trim() !== ''}
      onDone={() => void save()}
      onClose={onClose}
    >
      <TextInput
        data-autofocus
        label={text('work.saveName')}
        data-testid="work-save-name"
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

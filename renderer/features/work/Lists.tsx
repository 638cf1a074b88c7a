import type { SavedFilter, WorkListView } from '../../../shared/contract/index.ts';
import type { WorkView } from '../../../shared/domain/work-lists/index.ts';
import { useWords } from '../../i18n/index.ts';
import { ageText, useNow } from './age.ts';

/** The person's lists with what waits in them, and the filters that were saved. */
export function Lists({
  lists,
  views,
  current,
  saved,
  onShow,
  onSaved,
  onRemove,
}: {
  readonly lists: readonly WorkListView[];
  /** All orders, and the archive for those who keep it. */
  readonly views: readonly WorkView[];
  readonly current: WorkView | null;
  readonly saved: readonly SavedFilter[];
  readonly onShow: (list: WorkView) => void;
  readonly onSaved: (filter: SavedFilter) => void;
  readonly onRemove: (filter: SavedFilter) => void;
}) {
  const words = useWords();
  const { text } = words;
  const now = useNow();
  return (
    <nav className="work-lists" aria-label={text('work.lists')}>
      <ul>
        {lists.map((each) => (
          <li key={each.list}>
            <button
              type="button"
              data-list={each.list}
              data-late={each.late > 0}
              aria-current={each.list === current ? 'true' : undefined}
              onClick={() => onShow(each.list)}
            >
              <span className="work-list-name">{text(`work.list.${each.list}`)}</span>
              <b>{words.count(each.count)}</b>
              <span className="work-list-more">
                {each.oldest === null ? '' : text('work.oldest', { age: ageText(words, each.oldest, now) })}
              </span>
              {each.late === 0 ? null : (
                <span className="work-list-late">{text('work.late', { n: words.count(each.late) })}</span>
              )}
            </button>
          </li>
        ))}
        {views.map((view) => (
          <li key={view}>
            <button
              type="button"
              data-list={view}
              aria-current={view === current ? 'true' : undefined}
              onClick={() => onShow(view)}
            >
              <span className="work-list-name">{text(`work.list.${view}`)}</span>
            </button>
          </li>
        ))}
      </ul>
      {saved.length === 0 ? null : (
        <>
          <h2>{text('work.saved')}</h2>
          <ul>
            {saved.map((filter) => (
              <li key={filter.id} className="work-saved">
                <button type="button" data-saved={filter.name} onClick={() => onSaved(filter)}>
                  <span className="work-list-name">{filter.name}</span>
                </button>
                <button
                  type="button"
                  className="work-saved-remove"
                  aria-label={text('work.remove', { name: filter.name })}
                  onClick={() => onRemove(filter)}
                >
                  ×
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </nav>
  );
}

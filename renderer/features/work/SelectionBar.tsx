import { Button } from '@mantine/core';
import type { BulkAction } from '../../../shared/contract/index.ts';
import type { WorkView } from '../../../shared/domain/work-lists/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useBulkActions } from './bulk-actions.ts';

/** How many are chosen, and what may be done to them. */
export function SelectionBar({
  list,
  count,
  onAct,
  onNone,
}: {
  readonly list: WorkView;
  readonly count: number;
  readonly onAct: (action: BulkAction) => void;
  readonly onNone: () => void;
}) {
  const words = useWords();
  const { text } = words;
  const actions = useBulkActions(list);
  return (
    <div className="work-bar" data-testid="work-bar">
      <b>{text('work.chosen', { n: words.count(count) })}</b>
      {actions.map((action, index) => (
        <Button
          key={action}
          size="sm"
          variant={index === 0 ? 'filled' : 'default'}
          data-testid={`bulk-${action}`}
          onClick={() => onAct(action)}
        >
          {text(`work.action.${action}`)}
        </Button>
      ))}
      <Button size="sm" variant="subtle" onClick={onNone}>
        {text('work.chooseNone')}
      </Button>
    </div>
  );
}

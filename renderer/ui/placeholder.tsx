import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';
import { OfficePage } from './page.tsx';
import { Empty } from './parts.tsx';

/** Stands where a page will be. */
export function Placeholder() {
  const { text } = useWords();
  const page = useStationState((s) => s.page);
  return (
    <OfficePage title={text(`app.page.${page}`)}>
      <Empty title={text('app.notYet')} />
    </OfficePage>
  );
}

import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';
import { OfficePage } from './page.tsx';
import { Empty } from './parts.tsx';

/** A page for which the person at this window has no right. */
export default function NoRight() {
  const { text } = useWords();
  const page = useStationState((s) => s.page);
  const byPin = useStationState((s) => s.session?.by === 'pin');
  return (
    <OfficePage title={text(`app.page.${page}`)}>
      <Empty title={text('app.noRight')} sub={text(byPin ? 'app.noRightPin' : 'app.noRightSub')} />
    </OfficePage>
  );
}

import { useWords } from '../../../i18n/index.ts';

export function ScalesSection() {
  const { text } = useWords();
  return <p className="muted">{text('devices.section.scales')}</p>;
}

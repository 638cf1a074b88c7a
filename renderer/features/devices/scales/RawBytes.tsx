import { useWords } from '../../../i18n/index.ts';
import { useStationState } from '../../../stores/index.ts';

/** The last bytes of a port as they came: hexadecimal, and as text where they are any. */
export function RawBytes({ path }: { readonly path: string }) {
  const { text } = useWords();
  const test = useStationState((s) => (s.scaleTest?.path === path ? s.scaleTest : null));
  if (test === null || test.hex === '') return <p className="muted">{text('scales.testNone')}</p>;
  const bytes = test.hex.match(/../g) ?? [];
  const shown = bytes
    .map((each) => Number.parseInt(each, 16))
    .map((code) => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·'))
    .join('');
  return (
    <div className="scale-raw" data-testid="scale-raw">
      <span className="muted">
        {text('scales.raw')} · {text('scales.testRead', { frames: test.frames, bytes: test.bytes })}
        {test.baudRate === null ? '' : ` · ${String(test.baudRate)}`}
      </span>
      <code>{bytes.join(' ')}</code>
      <code>{shown}</code>
    </div>
  );
}

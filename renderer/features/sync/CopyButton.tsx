import { Button } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';

/** Puts the content into the clipboard, and says so; where the page may not, the person copies it by hand. */
export function CopyButton({ content }: { readonly content: string }) {
  const station = useStation();
  const { text } = useWords();
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(content);
      station.notify('good', text('sync.serve.copied'));
    } catch {
      station.notify('bad', text('sync.serve.copyFailed'));
    }
  }
  return (
    <Button size="compact-sm" variant="default" onClick={() => void copy()}>
      {text('sync.serve.copy')}
    </Button>
  );
}

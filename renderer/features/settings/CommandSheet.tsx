import { Button } from '@mantine/core';
import { BENCH_COMMANDS } from '../../../shared/domain/index.ts';
import { useWords } from '../../i18n/index.ts';
import { Code128 } from '../../ui/code128.tsx';
import { Key } from '../../ui/index.ts';

/** All commands as bar codes, to be printed and hung at the bench. */
export function CommandSheet() {
  const { text, language } = useWords();
  return (
    <section className="card">
      <div className="row no-print" style={{ justifyContent: 'space-between', alignItems: 'center' }}>
        <p className="muted">{text('settings.commandsSub')}</p>
        <Button onClick={() => window.print()}>{text('settings.printSheet')}</Button>
      </div>
      <div className="sheet" data-testid="command-sheet">
        {BENCH_COMMANDS.map((command) => (
          <figure key={command.code} className="sheet-item">
            <figcaption>
              {language === 'zh' ? command.zh : command.en}
              {command.key === undefined ? null : <Key>{command.key.replace('Key', '')}</Key>}
            </figcaption>
            <Code128 content={command.code} height={50} />
            <code>{command.code}</code>
          </figure>
        ))}
      </div>
    </section>
  );
}

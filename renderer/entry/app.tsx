import type { Root } from 'react-dom/client';
import { I18nextProvider } from 'react-i18next';
import type { StationContract } from '../../shared/contract/index.ts';
import type { Host } from '../host/index.ts';
import { createI18n, createWords } from '../i18n/index.ts';
import type { Language } from '../i18n/index.ts';
import { createMarks, createSoundPlayer, createStation, StationContext } from '../stores/index.ts';
import type { Station } from '../stores/index.ts';
import { SoundContext } from '../ui/sound.ts';
import { UnlockContext } from '../workbench/unlock.ts';
import { Workbench } from '../workbench/Workbench.tsx';
import '../ui/base.css';

export interface AppOptions {
  readonly root: Root;
  readonly host: Host<StationContract>;
  /** Bench that the window was opened for (`?bench=2`); null = the station's first. */
  readonly bench: string | null;
}

/** Builds the page's parts, connects and draws. */
export function startApp({ root, host, bench }: AppOptions): Station {
  const language: Language = host.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const i18n = createI18n(language);
  const marks = createMarks(performance);
  const sounds = createSoundPlayer(marks);
  const setLanguage = (next: Language): void => {
    document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
    if (i18n.language !== next) void i18n.changeLanguage(next);
  };
  setLanguage(language);
  let refs = 0;
  const station = createStation({
    host,
    sounds,
    marks,
    setLanguage,
    words: () => createWords(i18n, i18n.language === 'en' ? 'en' : 'zh'),
    bench: bench !== null && /^[A-Za-z0-9-]{1,16}$/.test(bench) ? bench : null,
    newRef: () => `p${String((refs += 1))}-${String(Math.round(performance.timeOrigin))}`,
  });
  station.start();
  root.render(
    <I18nextProvider i18n={i18n}>
      <StationContext value={station}>
        <UnlockContext value={() => sounds.unlock()}>
          <SoundContext value={(name) => sounds.play(name)}>
            <Workbench marks={marks} />
          </SoundContext>
        </UnlockContext>
      </StationContext>
    </I18nextProvider>,
  );
  return station;
}

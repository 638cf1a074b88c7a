import type { Root } from 'react-dom/client';
import type { StationContract } from '../../shared/contract/index.ts';
import type { Host } from '../host/index.ts';
import { createI18n, I18nContext, wordsOf } from '../i18n/index.ts';
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

/** A station that runs answers sooner, ms; else it is still starting, and the page may be drawn meanwhile. */
const FIRST_ANSWER_MS = 120;

/** Of this window only, and gone with it. */
const TOKEN = 'packline.session';

/** By then the first screen is drawn, ms; a scan before that makes the sounds itself. */
const SOUNDS_AFTER_MS = 800;

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
    words: () => wordsOf(i18n),
    bench: bench !== null && /^[A-Za-z0-9-]{1,16}$/.test(bench) ? bench : null,
    nextFrame: (work) => (document.hidden ? setTimeout(work) : requestAnimationFrame(work)),
    tokens: {
      read: () => sessionStorage.getItem(TOKEN),
      write: (token) =>
        token === null ? sessionStorage.removeItem(TOKEN) : sessionStorage.setItem(TOKEN, token),
    },
    newRef: () => `p${String((refs += 1))}-${String(Math.round(performance.timeOrigin))}`,
  });
  station.start();
  whenThereIsSomethingToShow(station, () =>
    root.render(
      <I18nContext value={i18n}>
        <StationContext value={station}>
          <UnlockContext value={() => sounds.unlock()}>
            <SoundContext value={(name) => sounds.play(name)}>
              <Workbench marks={marks} />
            </SoundContext>
          </UnlockContext>
        </StationContext>
      </I18nContext>,
    ),
  );
  setTimeout(() => sounds.prepare(), SOUNDS_AFTER_MS);
  return station;
}

/** Draws once and right: an empty bench drawn first costs 70 ms, and more when it changes language. */
function whenThereIsSomethingToShow({ store }: Station, draw: () => void): void {
  const late = setTimeout(show, FIRST_ANSWER_MS);
  const stop = store.subscribe(({ link, refused }) => {
    if (link !== 'connecting' || refused !== null) show();
  });
  function show(): void {
    clearTimeout(late);
    stop();
    draw();
  }
}

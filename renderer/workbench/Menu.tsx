import { useEffect, useRef } from 'react';
import { useWords } from '../i18n/index.ts';
import { useAreas, useStation, useStationState } from '../stores/index.ts';

/** All pages of the person by keyboard: F1, arrows (left and right go to the next area), Enter. */
export function Menu() {
  const open = useStationState((s) => s.menu);
  return open ? <MenuList /> : null;
}

function MenuList() {
  const station = useStation();
  const { text } = useWords();
  const page = useStationState((s) => s.page);
  const areas = useAreas();
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    list.current?.querySelector<HTMLButtonElement>('[aria-current="page"]')?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <div className="menu-veil" onClick={() => station.store.setState({ menu: false })}>
      <nav ref={list} className="menu" data-testid="menu" aria-label={text('app.menu')}>
        <div className="menu-areas">
          {areas.map(({ area, pages }) => (
            <section key={area} data-menu-area={area} aria-label={text(`app.area.${area}`)}>
              <h2>{text(`app.area.${area}`)}</h2>
              {pages.map((name) => (
                <button
                  key={name}
                  type="button"
                  data-menu-entry={name}
                  aria-current={name === page ? 'page' : undefined}
                  onClick={() => station.go(name)}
                >
                  {text(`app.page.${name}`)}
                </button>
              ))}
            </section>
          ))}
        </div>
        <p>{text('app.menuHint')}</p>
      </nav>
    </div>
  );
}

import { useEffect, useRef } from 'react';
import { useWords } from '../i18n/index.ts';
import { PAGES, useStation, useStationState } from '../stores/index.ts';

/** All pages by keyboard: F1, arrows, Enter. */
export function Menu() {
  const open = useStationState((s) => s.menu);
  return open ? <MenuList /> : null;
}

function MenuList() {
  const station = useStation();
  const { text } = useWords();
  const page = useStationState((s) => s.page);
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
        {PAGES.map((name) => (
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
        <p>{text('app.menuHint')}</p>
      </nav>
    </div>
  );
}

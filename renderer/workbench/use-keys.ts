import { useContext, useEffect } from 'react';
import { createBenchKeys } from '../features/bench/index.ts';
import { useStation, useStationState } from '../stores/index.ts';
import type { Station } from '../stores/index.ts';
import { UnlockContext } from './unlock.ts';

/** Reads the keys of the window: guns everywhere, commands at the bench, F1 and F3 for the frame. */
export function useKeys(): void {
  const station = useStation();
  const unlock = useContext(UnlockContext);
  // The keyboard guns of this window's bench.
  const profile = useStationState(
    (s) => s.settings?.wedges?.find(({ bench }) => bench === s.bench)?.profile ?? null,
  );
  useEffect(() => {
    const keys = createBenchKeys({
      onAnyKey: unlock,
      ...(profile === null ? {} : { profile }),
      onRaw: (record) => station.store.getState().gunTap?.key(record) ?? false,
      onScan: (text, scannedAt, more) => station.scan(text, 'wedge', scannedAt, more),
      onCommand: (name, arg) => station.command(name, arg),
      commandsOn: () => {
        const { page, menu, settings, session, picking } = station.store.getState();
        const free = session?.mode !== 'closed' || session.person !== null;
        return (page === 'bench' || picking) && !menu && free && settings?.setupDone === true;
      },
      onFrameKey: (code) => frameKey(station, code),
    });
    const click = (): void => unlock();
    window.addEventListener('pointerdown', click);
    return () => {
      void keys.dispose();
      window.removeEventListener('pointerdown', click);
    };
  }, [station, unlock, profile]);
}

/** F5 locks the window where people sign in; F1 opens the list of pages, F3 goes to the queue and back, Escape goes to the bench. */
function frameKey(station: Station, code: string): boolean {
  const { menu, page, settings, session } = station.store.getState();
  if (settings?.setupDone !== true) return false;
  if (session?.mode === 'closed') {
    if (session.person === null) return false;
    if (code === 'F5') {
      station.lock();
      return true;
    }
  }
  if (code === 'F1') {
    station.store.setState({ menu: !menu });
    return true;
  }
  if (code === 'F3') {
    station.go(page === 'bench' ? 'queue' : 'bench');
    return true;
  }
  if (!menu) return station.store.getState().pageKeys?.(code) ?? false;
  if (code === 'Escape') station.store.setState({ menu: false });
  if (code === 'ArrowDown' || code === 'ArrowUp') moveMenu(code === 'ArrowDown' ? 1 : -1);
  if (code === 'ArrowRight' || code === 'ArrowLeft') moveArea(code === 'ArrowRight' ? 1 : -1);
  return code === 'Escape' || code.startsWith('Arrow');
}

/** Moves the focus among the entries of the menu. */
function moveMenu(step: number): void {
  const entries = [...document.querySelectorAll<HTMLButtonElement>('[data-menu-entry]')];
  const at = entries.findIndex((entry) => entry === document.activeElement);
  entries[(at + step + entries.length) % entries.length]?.focus();
}

/** Moves the focus to the same place in the area beside, or its last. */
function moveArea(step: number): void {
  const areas = [...document.querySelectorAll('[data-menu-area]')].map((area) => [
    ...area.querySelectorAll<HTMLButtonElement>('[data-menu-entry]'),
  ]);
  const at = areas.findIndex((entries) => entries.some((entry) => entry === document.activeElement));
  const row = areas[at]?.findIndex((entry) => entry === document.activeElement) ?? 0;
  const next = areas[(Math.max(0, at) + step + areas.length) % areas.length];
  next?.[Math.min(row, next.length - 1)]?.focus();
}

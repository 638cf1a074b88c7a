import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

const isEditable = (): boolean => {
  const active = document.activeElement;
  return (
    active instanceof HTMLInputElement ||
    active instanceof HTMLTextAreaElement ||
    active instanceof HTMLSelectElement
  );
};
const awakeNow = (): boolean => document.hasFocus() && !isEditable();

/** True while keys of a gun reach the page outside of text fields: window active, nothing editable focused. */
export function useAwake(): boolean {
  const [awake, setAwake] = useState(awakeNow);
  useEffect(() => {
    const look = (): void => setAwake(awakeNow());
    const events = ['focusin', 'focusout', 'focus', 'blur', 'visibilitychange'] as const;
    for (const name of events) window.addEventListener(name, look);
    return () => {
      for (const name of events) window.removeEventListener(name, look);
    };
  }, []);
  return awake;
}

/**
 * Keeps the focus of scan steps on an element in which nothing can be written, so that an input method has nothing
 * to compose into; takes it back when a dialog or a field lets go of it.
 */
export function useScanFocus(on: boolean): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!on) return undefined;
    const take = (): void => {
      const active = document.activeElement;
      if (active === null || active === document.body || !main.current?.isConnected) {
        main.current?.focus({ preventScroll: true });
      }
    };
    // The page may still hold a field of the screen that was left.
    if (isEditable() && document.activeElement instanceof HTMLElement) document.activeElement.blur();
    main.current?.focus({ preventScroll: true });
    const later = (): void => void setTimeout(take);
    window.addEventListener('focusout', later);
    window.addEventListener('focus', later);
    return () => {
      window.removeEventListener('focusout', later);
      window.removeEventListener('focus', later);
    };
  }, [on]);
  return main;
}

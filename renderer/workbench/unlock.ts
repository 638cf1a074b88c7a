import { createContext } from 'react';

/** Lets the page sound, after the first key or click. */
export const UnlockContext = createContext<() => void>(() => undefined);

import { createContext } from 'react';
import type { SoundName } from '../stores/index.ts';

/** Plays a sound, to try it out. */
export const SoundContext = createContext<(name: SoundName) => void>(() => undefined);

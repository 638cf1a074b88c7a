import { useEffect, useState } from 'react';
import type { Words } from '../../i18n/index.ts';

const MINUTE = 60_000;

/** How long ago, in the two units that matter. */
export function ageText({ text }: Pick<Words, 'text'>, since: number, now: number): string {
  const minutes = Math.floor(Math.max(0, now - since) / MINUTE);
  if (minutes < 1) return text('work.age.now');
  if (minutes < 60) return text('work.age.minutes', { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return text('work.age.hours', { h: hours, m: minutes % 60 });
  return text('work.age.days', { d: Math.floor(hours / 24), h: hours % 24 });
}

/** The time, anew twice a minute. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE / 2);
    return () => clearInterval(timer);
  }, []);
  return now;
}

import type { SecurityRules } from '../../../../shared/contract/index.ts';

/** Wrong tries in a row, by person. Kept in memory; what a restart takes is read again from the record of acts. */
export interface Lockouts {
  /** Until when the person may not try; undefined where he may. */
  until(person: string): number | undefined;
  /** @returns true where this try locked the account */
  failed(person: string, at?: number): boolean;
  clear(person: string): void;
}

export function createLockouts(clock: { now(): number }, rules: () => SecurityRules): Lockouts {
  const tries = new Map<string, { count: number; last: number; until: number }>();
  return {
    until(person) {
      const known = tries.get(person);
      const now = clock.now();
      if (!known || known.until === 0) return undefined;
      if (now < known.until) return known.until;
      tries.delete(person);
      return undefined;
    },
    failed(person, at = clock.now()) {
      const { attempts, lockMinutes } = rules();
      const known = tries.get(person);
      // Somebody who was wrong yesterday begins anew.
      const recent = known && at - known.last < lockMinutes * 60_000 ? known.count : 0;
      const count = recent + 1;
      const locked = count >= attempts;
      tries.set(person, {
        count: locked ? 0 : count,
        last: at,
        until: locked ? at + lockMinutes * 60_000 : 0,
      });
      return locked;
    },
    clear: (person) => void tries.delete(person),
  };
}

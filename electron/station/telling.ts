import type { Push } from './services/context.ts';

/** Between two times that a page is told of one list, ms: it asks for all that it shows of it anew. */
const AGAIN_MS = 250;

/** What a page is told: each list at once, then once for all that follows shortly; all else as it comes. */
export interface Telling {
  tell(push: Push): void;
  dispose(): void;
}

export function createTelling(send: (push: Push) => void): Telling {
  /** Lists that were told of shortly before, and what has come since. */
  const resting = new Map<string, { later: Push | undefined; timer: NodeJS.Timeout }>();

  function rest(what: string): void {
    const timer = setTimeout(() => {
      const later = resting.get(what)?.later;
      resting.delete(what);
      if (!later) return;
      rest(what);
      send(later);
    }, AGAIN_MS).unref();
    resting.set(what, { later: undefined, timer });
  }

  return {
    tell(push) {
      if (push.event !== 'changed') return send(push);
      const what = JSON.stringify(push.value);
      const known = resting.get(what);
      if (known) {
        known.later = push;
        return;
      }
      rest(what);
      send(push);
    },
    dispose() {
      for (const { timer } of resting.values()) clearTimeout(timer);
      resting.clear();
    },
  };
}

export type CommitListener = (site: string, seq: number) => void;

/**
 * Tells of commits, of each site only forwards: what comes late (another hub's message after one's own commit) says nothing
 * new, because who reads up to the later one has read the earlier.
 */
export function createCommitListeners() {
  const listeners = new Set<CommitListener>();
  const told = new Map<string, number>();
  return {
    add(listener: CommitListener): () => void {
      const own: CommitListener = (site, seq) => listener(site, seq);
      listeners.add(own);
      return () => void listeners.delete(own);
    },
    /** In a turn of their own: what a listener does or throws is no part of the transaction. */
    tell(site: string, seq: number): void {
      if (seq <= (told.get(site) ?? 0)) return;
      told.set(site, seq);
      for (const listener of listeners) {
        queueMicrotask(() => {
          if (listeners.has(listener)) listener(site, seq);
        });
      }
    },
    clear(): void {
      listeners.clear();
    },
  };
}
export type CommitListeners = ReturnType<typeof createCommitListeners>;

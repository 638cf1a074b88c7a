import { describe, expect, it } from 'vitest';
import { createCommitListeners } from '../../../../hub/store/listeners.ts';

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

describe('listeners of commits', () => {
  it('hear of each site only forwards, whoever tells late', async () => {
    const listeners = createCommitListeners();
    const told: string[] = [];
    listeners.add((site, seq) => told.push(`${site} ${seq}`));
    for (const seq of [2, 5, 3, 5, 6]) listeners.tell('S1', seq);
    listeners.tell('S2', 1);
    await turn();
    expect(told).toEqual(['S1 2', 'S1 5', 'S1 6', 'S2 1']);
  });

  it('hear nothing after they stopped, each by itself', async () => {
    const listeners = createCommitListeners();
    const told: string[] = [];
    const listener = (_site: string, seq: number): void => void told.push(`one ${seq}`);
    const stop = listeners.add(listener);
    listeners.add(listener);
    stop();
    listeners.tell('S1', 1);
    await turn();
    listeners.tell('S1', 2);
    listeners.clear();
    await turn();
    expect(told).toEqual(['one 1']);
  });
});

import { describe, expect, it } from 'vitest';
import { keepConnected } from '../../../renderer/host/connection.ts';
import type { Connection } from '../../../renderer/host/index.ts';
import { createChannelPair } from '../../../shared/rpc/index.ts';
import type { Channel } from '../../../shared/rpc/index.ts';
import { echoContract } from './fake-station.ts';
import { waitFor } from '../../lib/until.ts';

type State = Connection<typeof echoContract>;

/** A station that is there or not; time stands still between `elapse` calls. */
function setUp() {
  const waits: { ms: number; work: () => void; dropped: boolean }[] = [];
  const stationEnds: Channel[] = [];
  const pageEnds: Channel[] = [];
  const states: State[] = [];
  let up = true;
  let refuse: (code: string) => void = () => undefined;
  const connection = keepConnected({
    contract: echoContract,
    timers: {
      after(ms, work) {
        const wait = { ms, work, dropped: false };
        if (ms <= 2_000) waits.push(wait); // the rest are deadlines of calls
        return { dispose: () => void (wait.dropped = true) };
      },
    },
    open(told) {
      refuse = told;
      if (!up) return Promise.reject(new Error('not there'));
      const [page, station] = createChannelPair();
      pageEnds.push(page);
      stationEnds.push(station);
      return Promise.resolve(page);
    },
    onState: (state) => states.push(state),
  });
  const kinds = (): string[] => states.map((state) => state.kind);
  return {
    waits,
    stationEnds,
    pageEnds,
    states,
    kinds,
    connection,
    refuse: (code: string) => refuse(code),
    makeUp: (value: boolean) => (up = value),
    /** The next try is due. */
    async tryAgain(): Promise<void> {
      const wait = waits.at(-1);
      const before = states.length;
      wait?.work();
      await waitFor(() => expect(states.length).toBeGreaterThan(before));
    },
  };
}

describe('a page', () => {
  it('connects, and says that it does', async () => {
    const all = setUp();
    expect(all.kinds()).toEqual(['connecting']);
    await waitFor(() => expect(all.kinds()).toEqual(['connecting', 'ready']));
  });

  it('tries again ever more slowly, up to 2 s, and from the start after it was connected', async () => {
    const all = setUp();
    await waitFor(() => expect(all.kinds()).toContain('ready'));
    all.makeUp(false);
    all.stationEnds[0]?.close();
    await waitFor(() => expect(all.kinds().at(-1)).toBe('lost'));
    for (let i = 0; i < 6; i++) await all.tryAgain();
    expect(all.waits.map((wait) => wait.ms)).toEqual([100, 200, 400, 800, 1600, 2000, 2000]);
    expect(all.states.at(-1)).toEqual({ kind: 'lost', attempt: 7 });
    all.makeUp(true);
    await all.tryAgain();
    expect(all.kinds().at(-1)).toBe('ready');
    all.stationEnds.at(-1)?.close();
    await waitFor(() => expect(all.states.at(-1)).toEqual({ kind: 'lost', attempt: 1 }));
    expect(all.waits.at(-1)?.ms).toBe(100);
  });

  it('hears why the station cannot start, and goes on trying', async () => {
    const all = setUp();
    await waitFor(() => expect(all.kinds()).toContain('ready'));
    all.refuse('key-wrong');
    all.stationEnds[0]?.close();
    await waitFor(() => expect(all.kinds().at(-1)).toBe('lost'));
    expect(all.states).toContainEqual({ kind: 'refused', code: 'key-wrong' });
    await all.tryAgain();
    expect(all.kinds().at(-1)).toBe('ready');
  });

  it('gets a fresh client for each connection; the old one is closed', async () => {
    const all = setUp();
    await waitFor(() => expect(all.kinds()).toContain('ready'));
    all.stationEnds[0]?.close();
    await waitFor(() => expect(all.kinds()).toContain('lost'));
    await all.tryAgain();
    const clients = all.states.flatMap((state) => (state.kind === 'ready' ? [state.client] : []));
    expect(new Set(clients).size).toBe(2);
    await expect(clients[0]?.call('echo', 'x')).rejects.toMatchObject({ code: 'closed' });
  });

  it('that is gone tries no more, and closes what opens too late', async () => {
    const waiting = setUp();
    await waitFor(() => expect(waiting.kinds()).toContain('ready'));
    waiting.makeUp(false);
    waiting.stationEnds[0]?.close();
    await waitFor(() => expect(waiting.kinds()).toContain('lost'));
    await waiting.connection.dispose();
    expect(waiting.waits.at(-1)?.dropped).toBe(true);

    const late = setUp();
    await late.connection.dispose();
    await waitFor(() => expect(late.pageEnds).toHaveLength(1));
    let closed = false;
    late.stationEnds[0]?.onClose(() => (closed = true));
    await waitFor(() => expect(closed).toBe(true));
    expect(late.kinds()).toEqual(['connecting']);
  });
});

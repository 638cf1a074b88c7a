import { hlcMs, createHlc, formatHlc, type Clock, type HlcClock } from '../../../shared/base/index.ts';
import type { Database } from './open.ts';

/** The station's event clock: no stamp is older than one on disk, also where the machine's clock was set back. */
export interface Stamps {
  readonly hlc: HlcClock;
  /** Did the last run in this folder end by `close`? True in a new folder. */
  readonly endedCleanly: boolean;
  /** @param complete nothing is left that the next start should look for */
  close(complete: boolean): Promise<void>;
}

const MARK_ID = 'clock';
/** How often the newest stamp is written down. */
const MARK_MS = 30_000;

export async function openStamps(
  db: Database,
  clock: Clock,
  station: string,
  onError: (error: unknown) => void,
): Promise<Stamps> {
  const [newest] = await db.journal.find({ selector: {}, sort: [{ at: 'desc' }], limit: 1 });
  const mark = (await db.config.get(MARK_ID))?.value;
  const marked = Number(mark?.['ms'] ?? 0);
  // Until the next mark, stamps may have run on for so long before a crash.
  const unmarked = mark?.['closed'] === true || clock.now() >= marked ? 0 : MARK_MS;
  const last = [newest?.at ?? '', formatHlc({ ms: marked + unmarked, counter: 0, station })].sort().at(-1);
  const hlc = createHlc({ clock, station, ...(last ? { last } : {}) });

  const put = (ms: number, closed: boolean): Promise<void> =>
    db.config.put({ id: MARK_ID, kind: 'station', value: { ms, closed }, private: {} });
  const write = (closed: boolean): Promise<void> => put(hlcMs(hlc.next()), closed);
  let reserved = 0;
  const guarded: HlcClock = {
    next: () => hlc.next(),
    receive(stamp) {
      hlc.receive(stamp);
      const ms = hlcMs(stamp);
      // From a clock that is ahead of ours: after a crash our own would begin below it, and the mark may be older.
      if (ms <= reserved || ms <= clock.now()) return;
      reserved = ms + MARK_MS;
      void put(reserved, false).catch(onError);
    },
  };
  await write(false);
  const timer = setInterval(() => void write(false).catch(onError), MARK_MS).unref();
  return {
    hlc: guarded,
    endedCleanly: mark === undefined || mark['closed'] === true,
    async close(complete) {
      clearInterval(timer);
      await write(complete);
    },
  };
}

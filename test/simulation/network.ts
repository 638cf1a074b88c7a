import { Gone, type World } from './world.ts';

/** What may go wrong between a station and the hubs, as shares of the requests; drawn anew for each seed. */
export interface Weather {
  /** The request never arrives. */
  readonly lost: number;
  /** The hub does it and the answer never arrives. */
  readonly answerLost: number;
  /** The request arrives a second time, later: maybe after others that were sent after it. */
  readonly repeated: number;
  /** Arrives only after the station has given it up. */
  readonly late: number;
  readonly delayMs: number;
}

/** No answer: the station does not know whether anything was done. */
export class NoAnswer extends Error {}

const TIMEOUT_MS = 8_000;
const LATE_MS = 60_000;

export interface Network {
  /** A station without network, until it is joined again. */
  cut(station: string): void;
  join(station: string): void;
  isCut(station: string): boolean;
  /** From now on nothing is lost or repeated any more. */
  calm(): void;
  /** @param ask what the hub does with it; gets and gives plain JSON. @throws NoAnswer, or what the hub throws */
  call<T>(station: string, ask: () => Promise<T>): Promise<T>;
  /** A message that the hub sends by itself; may be lost. @returns whether it arrives */
  arrives(station: string): Promise<boolean>;
  /** @returns a moment of travelling */
  travel(): Promise<void>;
}

export function createNetwork(world: World, weather: Weather): Network {
  const cut = new Set<string>();
  const { random } = world;
  let quiet = false;

  const chance = (p: number): boolean => !quiet && random.chance(p);
  const travel = (): Promise<void> => world.sleep(1 + random.next() * weather.delayMs);

  return {
    cut: (station) => void cut.add(station),
    join: (station) => void cut.delete(station),
    isCut: (station) => cut.has(station),
    calm() {
      quiet = true;
      cut.clear();
    },
    travel,
    async arrives(station) {
      await travel();
      return !cut.has(station) && !chance(weather.lost);
    },
    call<T>(station: string, ask: () => Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        let open = true;
        const arrive = async (delay: number): Promise<void> => {
          await travel();
          if (delay > 0) await world.sleep(delay);
          if (cut.has(station)) return;
          let answer: () => void;
          try {
            const value = JSON.stringify(await ask());
            answer = () => resolve(JSON.parse(value) as T);
          } catch (error) {
            // A hub that died says nothing.
            if (error instanceof Gone) return;
            answer = () => reject(error as Error);
          }
          if (chance(weather.answerLost)) return;
          await travel();
          if (open && !cut.has(station)) answer();
          open = false;
        };
        const late = chance(weather.late) ? random.next() * LATE_MS : 0;
        if (!cut.has(station) && !chance(weather.lost)) {
          world.spawn(() => arrive(late));
          if (chance(weather.repeated)) world.spawn(() => arrive(random.next() * LATE_MS));
        }
        world.spawn(async () => {
          await world.sleep(TIMEOUT_MS);
          if (open) reject(new NoAnswer());
          open = false;
        });
      });
    },
  };
}

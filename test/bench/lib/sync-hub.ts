import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createStations } from '../../../hub/stations/index.ts';
import { openStore, type HubStore } from '../../../hub/store/index.ts';
import { HUB_KEY, startHubProcess, type HubProcess } from '../../lib/hub-process.ts';
import { SITE } from './sync-data.ts';

const clock = { now: () => Date.now() };

/** A hub in a process of its own, and the way into its store before it runs. */
export interface BenchHub extends HubProcess {
  /** A one-time code. */
  code(): string;
  /** Tokens of the stations that were named at the start. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Resident memory, MB. */
  memory(): number;
  /** Seconds of CPU so far. */
  cpu(): number;
  end(): Promise<void>;
}

/** @param url of a PostgreSQL database; missing = SQLite in a folder */
export async function startBenchHub(options: {
  readonly url?: string;
  readonly fill?: (store: HubStore) => Promise<void>;
  /** Stations that have joined already. */
  readonly crowd?: readonly string[];
  readonly port?: number;
}): Promise<BenchHub> {
  const folder = mkdtempSync(join(tmpdir(), 'packline-bench-hub-'));
  const key = new Uint8Array(Buffer.from(HUB_KEY, 'hex'));
  const place = options.url === undefined ? { directory: folder } : { url: options.url };
  const store = await openStore({ ...place, key, clock });
  const stations = createStations({ store, clock });
  await stations.addSite({ id: SITE, name: SITE });
  await options.fill?.(store);
  const newCode = async (): Promise<string> => (await stations.newCode(SITE)).code;
  const tokens = new Map<string, string>();
  for (const station of options.crowd ?? []) {
    const enrolled = await stations.enrol({ code: await newCode(), station, name: station });
    if (!enrolled.ok) throw new Error(`${station} was not enrolled: ${enrolled.error.code}`);
    tokens.set(station, enrolled.value.token);
  }
  const ready = [await newCode(), await newCode(), await newCode()];
  await store.close();
  const hub = await startHubProcess({
    ...(options.url === undefined ? { data: folder } : { url: options.url }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const stat = (file: string): string => readFileSync(`/proc/${hub.child.pid}/${file}`, 'utf8');
  return {
    ...hub,
    tokens,
    code: () => ready.pop() ?? '',
    memory: () => Number(/VmRSS:\s+(\d+)/.exec(stat('status'))?.[1] ?? 0) / 1_024,
    cpu() {
      const fields = stat('stat')
        .replace(/^.*\) /s, '')
        .split(' ');
      // utime and stime in ticks of 10 ms (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html).
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    async end() {
      await hub.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

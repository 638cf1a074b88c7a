import { stationContract, type ImportReport, type StationContract } from '../../../shared/contract/index.ts';
import { createChannelPair, createClient, type Client } from '../../../shared/rpc/index.ts';
import { startStation } from '../../../electron/station/index.ts';
import type { Station } from '../../../electron/station/types.ts';

export interface LocalStation {
  readonly station: Station;
  readonly client: Client<StationContract>;
  readonly operator: string;
  /** Imports a file as the screen does. @throws Error where it was refused or broke off */
  importFile(path: string, preset: string): Promise<ImportReport>;
}

const timers = {
  after(ms: number, work: () => void) {
    const timer = setTimeout(work, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** A station in this process, spoken to by its contract. */
export async function localStation(dataDir: string, keyFile: string): Promise<LocalStation> {
  const station = await startStation({
    dataDir,
    key: { keyFile },
    log: () => undefined,
    assets: {},
    version: 'bench',
  });
  const [page, served] = createChannelPair();
  station.attach(served);
  const client = createClient(stationContract, page, { timers, deadlineMs: 3_600_000 });
  const operator = (await client.call('app.hello', {})).operators[0]?.id ?? '';
  return {
    station,
    client,
    operator,
    async importFile(path, preset) {
      const { token } = await station.acceptPath(path);
      const started = await client.call('import.start', { token, preset, mapping: {}, operator });
      if (!started.ok) throw new Error(`import refused: ${started.code} ${JSON.stringify(started.data)}`);
      for (;;) {
        const report = await client.call('import.report', { id: started.value.id });
        if (!report.ok) throw new Error(`no report: ${report.code}`);
        const { state, code, refused, lines } = report.value;
        if (state === 'done' && refused === 0) return report.value;
        if (state !== 'running')
          throw new Error(`import ${state} ${code ?? ''} ${JSON.stringify(lines[0] ?? {})}`);
        await new Promise((wake) => setTimeout(wake, 50));
      }
    },
  };
}

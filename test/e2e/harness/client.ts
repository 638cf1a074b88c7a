import type { Page } from '@playwright/test';
import { WebSocket } from 'ws';
import { stationContract } from '../../../shared/contract/index.ts';
import type { StationContract, VerdictView } from '../../../shared/contract/index.ts';
import { BRIDGE_NAME, PORT_MESSAGE } from '../../../shared/contract/hosts.ts';
import { createChannel, createClient } from '../../../shared/rpc/index.ts';
import type { Client } from '../../../shared/rpc/index.ts';
import { PATIENCE_MS } from '../../lib/patience.ts';

export interface StationClient extends Client<StationContract> {
  /** Every verdict of the station since this client came, oldest first. */
  readonly verdicts: readonly VerdictView[];
  /**
   * The first verdict after `seq` that `fits`; the station's own word, for knowing when a scan has been decided.
   * Rejects after 10 s with what came instead.
   */
  verdict(seq: number, fits?: (verdict: VerdictView) => boolean): Promise<VerdictView>;
}

const timers = {
  after(ms: number, run: () => void) {
    const timer = setTimeout(run, ms);
    return { dispose: () => clearTimeout(timer) };
  },
};

/** A second connection to the browser host, as another page has it. */
export async function connectSocket(port: number, cookie: string): Promise<StationClient> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/rpc`, {
    headers: { cookie, origin: `http://127.0.0.1:${port}` },
  });
  const side = createChannel({
    send: (message) => socket.send(JSON.stringify(message)),
    close: () => socket.close(),
  });
  socket.on('message', (data: Buffer) => side.receive(JSON.parse(data.toString('utf8'))));
  socket.on('close', () => side.closed());
  // `close` follows.
  socket.on('error', () => socket.terminate());
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('close', () => reject(new Error('the host refused the connection')));
  });
  return withVerdicts(createClient(stationContract, side.channel, { timers }));
}

let bridges = 0;

/** In Electron there is no socket: the page asks main for one more port, and passes its messages on. */
export async function connectBridge(page: Page): Promise<StationClient> {
  const name = `testPort${String((bridges += 1))}`;
  const side = createChannel({
    send: (message) =>
      void page.evaluate(
        ([key, text]) => {
          const port = (window as unknown as Record<string, MessagePort | undefined>)[key ?? ''];
          port?.postMessage(JSON.parse(text ?? 'null'));
        },
        [name, JSON.stringify(message)] as const,
      ),
    close: () => undefined,
  });
  await page.exposeFunction(`${name}Heard`, (text: string) => side.receive(JSON.parse(text)));
  await page.evaluate(
    ([key, bridge, kind]) =>
      new Promise<void>((resolve) => {
        const all = window as unknown as Record<string, unknown>;
        window.addEventListener('message', function hear(event: MessageEvent<unknown>) {
          const port = event.ports[0];
          if (event.data !== kind || !port) return;
          window.removeEventListener('message', hear);
          all[key] = port;
          const heard = all[`${key}Heard`] as (text: string) => void;
          port.addEventListener('message', (message) => heard(JSON.stringify(message.data)));
          port.start();
          resolve();
        });
        (all[bridge] as { wantPort(): void }).wantPort();
      }),
    [name, BRIDGE_NAME, PORT_MESSAGE] as const,
  );
  return withVerdicts(createClient(stationContract, side.channel, { timers }));
}

function withVerdicts(client: Client<StationContract>): StationClient {
  const verdicts: VerdictView[] = [];
  const waiting = new Set<() => void>();
  client.on('verdict', (verdict) => {
    verdicts.push(verdict);
    for (const look of [...waiting]) look();
  });
  return {
    ...client,
    verdicts,
    verdict(seq, fits = () => true) {
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          waiting.delete(look);
          const came = verdicts.filter((each) => each.seq > seq).map((each) => each.kind);
          reject(new Error(`no fitting verdict in ${PATIENCE_MS} ms; came: ${came.join(', ') || 'none'}`));
        }, PATIENCE_MS);
        const look = (): void => {
          const found = verdicts.find((each) => each.seq > seq && fits(each));
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
  };
}

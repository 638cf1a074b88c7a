import type { Station } from '../../../electron/station/index.ts';
import {
  stationContract,
  type AccountView,
  type MethodInput,
  type MethodName,
  type MethodOutput,
  type StationContract,
  type VerdictView,
} from '../../../shared/contract/index.ts';
import { createChannelPair, createClient, RpcError, type Client } from '../../../shared/rpc/index.ts';
import { processTimers } from '../station/harness.ts';

/** One window of a station, as a person sits before it. */
export interface TestWindow {
  readonly client: Client<StationContract>;
  readonly sessions: AccountView[];
  readonly events: string[];
  /** A refusal's code, `not-allowed` where the call itself fails, or `ok`. */
  code<M extends MethodName>(method: M, input: MethodInput<M>): Promise<string>;
  call<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M>>;
  scan(text: string): Promise<VerdictView>;
  /** @returns the token of the session */
  signIn(who: string, password: string): Promise<string>;
  close(): void;
}

let refs = 0;

export function openWindow(station: Station, options: { readonly console?: boolean } = {}): TestWindow {
  const [page, served] = createChannelPair();
  const attached = station.attach(served, options);
  const client = createClient(stationContract, page, { timers: processTimers, deadlineMs: 60_000 });
  const sessions: AccountView[] = [];
  const events: string[] = [];
  client.on('session', (view) => void sessions.push(view));
  for (const name of Object.keys(stationContract.events))
    client.on(name as 'bench', () => void events.push(name));
  const window: TestWindow = {
    client,
    sessions,
    events,
    call: (method, input) => client.call(method, input as never) as never,
    async code(method, input) {
      try {
        const answer = (await client.call(method, input as never)) as { ok?: boolean; code?: string };
        return answer.ok === false ? String(answer.code) : 'ok';
      } catch (error) {
        if (error instanceof RpcError) return error.code;
        throw error;
      }
    },
    scan(text) {
      refs += 1;
      return client.call('bench.scan', {
        bench: 'B1',
        text,
        source: 'manual',
        ref: `w${refs}`,
        scannedAt: performance.timeOrigin + performance.now(),
      });
    },
    async signIn(who, password) {
      const answer = await client.call('session.signIn', { who, password });
      if (!answer.ok) throw new Error(answer.code);
      return answer.value.token;
    },
    close() {
      void attached.dispose();
      client.close();
    },
  };
  return window;
}

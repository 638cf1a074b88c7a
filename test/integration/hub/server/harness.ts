import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edgeModules } from '../../../../hub/edges.ts';
import { startHub, type HubLimits, type RunningHub } from '../../../../hub/server/index.ts';
import { openStore, type HubStore } from '../../../../hub/store/index.ts';
import { NOW } from '../../../fakes/hub/documents.ts';

/** Opens the keeper's page. */
export const ADMIN_WORD = 'a word of sixteen letters';

/** A hub's clock that tests move by hand; the documents of test/fakes/hub were made a minute before. */
export const clock = {
  ms: NOW,
  now: () => clock.ms,
};

export interface TestHub {
  readonly hub: RunningHub;
  readonly store: HubStore;
  readonly lines: string[];
  /** @returns a station's token */
  enrol(station: string, site?: string): Promise<string>;
  stop(): Promise<void>;
}

export interface TestHubOptions {
  readonly limits?: Partial<HubLimits>;
  readonly store?: HubStore;
}

/** A hub on the embedded database, in a folder of its own; or on the given store. */
export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const folder = options.store ? undefined : mkdtempSync(join(tmpdir(), 'packline-hub-'));
  const store =
    options.store ?? (await openStore({ directory: folder, key: new Uint8Array(32).fill(7), clock }));
  const lines: string[] = [];
  const hub = await startHub({
    ...{ store, clock, host: '127.0.0.1', port: 0, hub: { name: 'test hub', version: '0.0.0' } },
    log: { write: (line: string) => void lines.push(line) },
    modules: edgeModules({ adminWord: ADMIN_WORD }),
    ...(options.limits ? { limits: options.limits } : {}),
  });
  return {
    hub,
    store,
    lines,
    async enrol(station, site = 'main') {
      await hub.stations.addSite({ id: site, name: site });
      const { code } = await hub.stations.newCode(site);
      const enrolled = await hub.stations.enrol({ code, station, name: station });
      if (!enrolled.ok) throw new Error(enrolled.error.code);
      return enrolled.value.token;
    },
    async stop() {
      await hub.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export async function call(
  hub: { readonly url: string },
  path: string,
  init: { token?: string; body?: unknown; method?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const { token, body } = init;
  const answer = await fetch(`${hub.url}${path}`, {
    method: init.method ?? (body === undefined ? 'GET' : 'POST'),
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(body === undefined ? {} : { body: raw(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}

const raw = (body: unknown): BodyInit =>
  typeof body === 'string' || body instanceof Uint8Array ? (body as BodyInit) : JSON.stringify(body);

export interface ServerEvent {
  readonly event: string;
  readonly data: unknown;
}

/** A reader of the stream, event by event. */
export interface StreamReader {
  readonly events: ServerEvent[];
  /** Resolves once the check holds for what has come. */
  until(check: (events: readonly ServerEvent[]) => boolean): Promise<void>;
  ended(): Promise<void>;
  /** Stops reading, so that the hub's buffer fills. */
  pause(): void;
  resume(): void;
  close(): void;
}

export function openStream(hub: { readonly url: string }, token: string): Promise<StreamReader> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      `${hub.url}/v1/stream`,
      { headers: { authorization: `Bearer ${token}` } },
      (response) => {
        if (response.statusCode !== 200) return reject(new Error(`stream: ${response.statusCode}`));
        const events: ServerEvent[] = [];
        const waiting = new Set<() => void>();
        let text = '';
        let over = false;
        const tell = (): void => [...waiting].forEach((check) => check());
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
          const parts = text.split('\n\n');
          text = parts.pop() ?? '';
          for (const part of parts) events.push(parse(part));
          tell();
        });
        response.on('close', () => {
          over = true;
          tell();
        });
        response.on('error', tell);
        const until = (check: () => boolean): Promise<void> =>
          new Promise((done) => {
            const look = (): void => {
              if (!check()) return;
              waiting.delete(look);
              done();
            };
            waiting.add(look);
            look();
          });
        resolve({
          events,
          until: (check) => until(() => check(events)),
          ended: () => until(() => over),
          pause: () => void response.pause(),
          resume: () => void response.resume(),
          close: () => void request.destroy(),
        });
      },
    );
    request.on('error', reject).end();
  });
}

function parse(part: string): ServerEvent {
  const lines = new Map(
    part.split('\n').map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trim()];
    }),
  );
  const data = lines.get('data') ?? '';
  return { event: lines.get('event') ?? '', data: data === '' ? undefined : JSON.parse(data) };
}

import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of an exchange on its way. */
export type Lie =
  /** Neither side hears of the other. */
  | { readonly kind: 'cut' }
  /** The hub gets it and answers; the answer breaks off after so many bytes. */
  | { readonly kind: 'lose'; readonly after: number }
  /** Another body, with a JSON head unless said otherwise. */
  | { readonly kind: 'say'; readonly status?: number; readonly type?: string; readonly body: string }
  /** The hub's answer, altered. */
  | { readonly kind: 'alter'; readonly how: (answer: never) => unknown };

/** A proxy between stations and their hub that tells lies. */
export interface Liar {
  readonly url: string;
  /** For requests whose path begins so, until it is called without a lie. @param times so often only */
  lie(path: string, lie?: Lie, times?: number): void;
  /** Ends what is open, streams too. */
  cutAll(): void;
  /** Requests that came, by path. */
  readonly asked: ReadonlyMap<string, number>;
  /** Tokens that came along. */
  readonly tokens: ReadonlySet<string>;
  close(): Promise<void>;
}

export async function startLiar(hub: () => string): Promise<Liar> {
  const lies = new Map<string, { lie: Lie; left: number }>();
  const asked = new Map<string, number>();
  const tokens = new Set<string>();
  const lieFor = (path: string): Lie | undefined => {
    for (const [prefix, each] of lies) {
      if (!path.startsWith(prefix)) continue;
      each.left -= 1;
      if (each.left <= 0) lies.delete(prefix);
      return each.lie;
    }
    return undefined;
  };

  function pass(request: IncomingMessage, response: ServerResponse, body: Buffer, lie?: Lie): void {
    const { 'accept-encoding': _packed, connection: _connection, ...headers } = request.headers;
    void [_packed, _connection];
    const onward = ask(`${hub()}${request.url ?? ''}`, { method: request.method, headers }, (answer) => {
      if (!lie) {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
        answer.on('error', () => response.destroy());
        return;
      }
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => void parts.push(part));
      answer.on('end', () => {
        const whole = Buffer.concat(parts);
        if (lie.kind === 'lose') {
          response.writeHead(answer.statusCode ?? 200, answer.headers);
          response.write(whole.subarray(0, lie.after), () => response.destroy());
        } else if (lie.kind === 'alter') {
          const altered = JSON.stringify(lie.how(JSON.parse(whole.toString('utf8')) as never));
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(altered);
        }
      });
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.end(body);
  }

  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const [, token] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (token !== undefined) tokens.add(token);
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const lie = lieFor(path);
    if (lie?.kind === 'cut') return void request.socket.destroy();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => void parts.push(part));
    request.on('error', () => undefined);
    request.on('end', () => {
      if (lie?.kind === 'say') {
        response.writeHead(lie.status ?? 200, { 'content-type': lie.type ?? 'application/json' });
        response.end(lie.body);
      } else pass(request, response, Buffer.concat(parts), lie);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    lie(path, lie, times = Infinity) {
      lies.delete(path);
      if (lie) lies.set(path, { lie, left: times });
    },
    cutAll: () => server.closeAllConnections(),
    asked,
    tokens,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

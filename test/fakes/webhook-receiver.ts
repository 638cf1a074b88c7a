import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly json: { readonly id: string; readonly type: string; readonly data: Record<string, unknown> };
}

/** What a shop's server does with the next request; `hang` never answers, `html` answers 200 in another language. */
type Behaviour = number | 'hang' | 'drop' | 'endless' | { readonly redirect: string };

export interface Receiver {
  readonly url: string;
  /** Requests whose signature fits, in the order in which they came. */
  readonly received: Received[];
  /** Refused with 401: no signature, a wrong one, or one of another moment. */
  readonly refused: string[];
  /** For the next requests, one each; after them 200. */
  readonly behave: Behaviour[];
  close(): Promise<void>;
}

/**
 * A shop's server as docs/hub/intake.md asks for it: it checks `Packline-Signature` by itself, over the bytes that came, and
 * refuses one that is older than five minutes.
 */
export async function startReceiver(secret: () => string, now: () => number): Promise<Receiver> {
  const received: Received[] = [];
  const refused: string[] = [];
  const behave: Behaviour[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const fault = faultOf(request.headers, body);
      if (fault) {
        refused.push(fault);
        response.writeHead(401).end(fault);
        return;
      }
      const text = body.toString('utf8');
      received.push({
        path: request.url ?? '',
        headers: request.headers,
        body: text,
        json: JSON.parse(text) as Received['json'],
      });
      const next = behave.shift() ?? 200;
      if (next === 'hang') return;
      if (next === 'drop') return void request.socket.destroy();
      if (next === 'endless') {
        response.writeHead(200);
        const more = (): void => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          if (!response.destroyed) response.once('drain', more);
        };
        return more();
      }
      if (typeof next === 'object') return void response.writeHead(302, { location: next.redirect }).end();
      response.writeHead(next).end('{}');
    });
  });
  function faultOf(headers: IncomingHttpHeaders, body: Buffer): string | undefined {
    const given = /^t=(\d{10}),v1=([0-9a-f]{64})$/.exec(String(headers['packline-signature'] ?? ''));
    if (!given) return 'no signature';
    if (Math.abs(now() / 1000 - Number(given[1])) > 300) return 'old signature';
    const mac = createHmac('sha256', secret()).update(Buffer.concat([Buffer.from(`${given[1]}.`), body]));
    return timingSafeEqual(mac.digest(), Buffer.from(given[2] ?? '', 'hex')) ? undefined : 'wrong signature';
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    refused,
    behave,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

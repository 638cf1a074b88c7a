import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { Disposable } from '../../shared/base/index.ts';
import { failureOf } from '../../shared/contract/failure.ts';
import { REFUSED_CLOSE } from '../../shared/contract/hosts.ts';
import type { Station } from '../station/types.ts';
import { createGuard } from './guard.ts';
import type { Guard } from './guard.ts';
import { sendPage, sendText } from './page.ts';
import { MAX_MESSAGE, socketChannel } from './socket.ts';
import { receiveUpload, sendDownload } from './transfer.ts';

// As a module, node:http is loaded with its client for WebSockets, 70 ms of a start (Node 24).
const { createServer } = process.getBuiltinModule('node:http');

export interface ServeOptions {
  /** Pages are served while it is still starting; what they ask of it waits. Why it cannot start they are told. */
  readonly station: Station | Promise<Station>;
  /** The folder of the built page. */
  readonly pageDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The launch token; a restarted station gets the same one, so that the open page comes back. */
  readonly token?: string | undefined;
  readonly log?: (line: string) => void;
  /** Told when pages connect and leave. */
  readonly onPages?: (count: number) => void;
}

export interface Serving {
  /** The address to open, with the launch token. */
  readonly url: string;
  /** An address that works once. */
  ticketUrl(): string;
  /** Resolves when a page was told that the station cannot start, or when none came to hear it within `limitMs`. */
  refusalHeard(limitMs: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Serves page and station to browsers of this machine: loopback only, by token, with Origin and Host checks.
 * @throws the error of `listen` (`EADDRINUSE`) as rejection
 */
export async function startServe(options: ServeOptions): Promise<Serving> {
  const log = options.log ?? (() => undefined);
  const server = createServer({ keepAliveTimeout: 5_000, requestTimeout: 0 });
  const port = (): number => (server.address() as AddressInfo | null)?.port ?? options.port;
  const guard = createGuard({ token: options.token, port });

  server.on('request', (request, response) => {
    handle(options, guard, request, response).catch((error: unknown) => {
      log(`serve: ${request.method ?? ''} failed: ${error instanceof Error ? error.name : 'error'}`);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'failed');
    });
  });
  const sockets = serveSockets(server, guard, options);
  await listen(server, options.port);

  const address = `http://127.0.0.1:${port()}/`;
  return {
    url: `${address}?token=${guard.token}`,
    ticketUrl: () => `${address}?token=${guard.makeTicket()}`,
    refusalHeard: (limitMs) =>
      Promise.race([
        sockets.refusalHeard,
        new Promise<void>((resolve) => void setTimeout(resolve, limitMs).unref()),
      ]),
    async close() {
      sockets.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function handle(
  { station, pageDir }: ServeOptions,
  guard: Guard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
  const method = request.method ?? '';
  const given = searchParams.get('token');
  const refused = guard.checkPage(request);
  if (refused === 403) return sendText(response, 403, 'forbidden');
  if (method === 'GET' && pathname === '/' && given !== null && guard.admits(given)) {
    // No redirect: a browser that followed a link from elsewhere would leave a SameSite=Strict cookie out of it, and
    // to load a page twice takes 150 ms. The page takes the token out of its address.
    const cookie = `${guard.cookieName}=${guard.token}; HttpOnly; SameSite=Strict; Path=/`;
    return sendPage(pageDir, pathname, false, response, { 'set-cookie': cookie });
  }
  if (refused) return sendText(response, refused, 'Open the address that Packline printed when it started.');

  if (pathname === '/upload' && method === 'POST') {
    if (guard.checkAction(request)) return sendText(response, 403, 'forbidden');
    return receiveUpload(await station, searchParams.get('name') ?? '', request, response);
  }
  if (method !== 'GET' && method !== 'HEAD') return sendText(response, 405, 'method not allowed');
  if (pathname.startsWith('/download/') && method === 'GET') {
    return sendDownload(await station, pathname.slice('/download/'.length), response);
  }
  return sendPage(pageDir, pathname, method === 'HEAD', response);
}

interface Sockets {
  /** Closes all connections. */
  close(): void;
  /** Resolves when a page has been told that the station cannot start. */
  readonly refusalHeard: Promise<void>;
}

function serveSockets(server: Server, guard: Guard, { station, onPages, log }: ServeOptions): Sockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });
  const starting = Promise.resolve(station);
  let heard: () => void = () => undefined;
  const refusalHeard = new Promise<void>((resolve) => (heard = resolve));

  function serve(ws: WebSocket): void {
    // What the page sends before the station is there is kept for it.
    const channel = socketChannel(ws);
    let attached: Disposable | undefined;
    let gone = false;
    onPages?.(sockets.clients.size);
    void channel.onClose(() => {
      gone = true;
      void attached?.dispose();
      onPages?.(sockets.clients.size);
    });
    starting.then(
      (there) => {
        if (!gone) attached = there.attach(channel);
      },
      (error: unknown) => {
        void channel.onClose(heard);
        ws.close(REFUSED_CLOSE, failureOf(error));
      },
    );
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that resets while we answer must not end the process.
    socket.on('error', () => socket.destroy());
    const refused = request.url === '/rpc' ? guard.checkAction(request) : 404;
    if (refused) {
      log?.(`serve: connection refused (${refused})`);
      socket.end(`HTTP/1.1 ${refused} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, serve);
  });

  return {
    close() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
    },
    refusalHeard,
  };
}

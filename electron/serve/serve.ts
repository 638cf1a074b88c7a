import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Station } from '../station/types.ts';
import { createGuard } from './guard.ts';
import type { Guard } from './guard.ts';
import { sendAdmission, sendPage, sendText } from './page.ts';
import { MAX_MESSAGE, socketChannel } from './socket.ts';
import { receiveUpload, sendDownload } from './transfer.ts';

export interface ServeOptions {
  readonly station: Station;
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
  const closeSockets = serveSockets(server, guard, options);
  await listen(server, options.port);

  const address = `http://127.0.0.1:${port()}/`;
  return {
    url: `${address}?token=${guard.token}`,
    ticketUrl: () => `${address}?token=${guard.makeTicket()}`,
    async close() {
      closeSockets();
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
    searchParams.delete('token');
    return sendAdmission(response, `${guard.cookieName}=${guard.token}`, searchParams);
  }
  if (refused) return sendText(response, refused, 'Open the address that Packline printed when it started.');

  if (pathname === '/upload' && method === 'POST') {
    if (guard.checkAction(request)) return sendText(response, 403, 'forbidden');
    return receiveUpload(station, searchParams.get('name') ?? '', request, response);
  }
  if (method !== 'GET' && method !== 'HEAD') return sendText(response, 405, 'method not allowed');
  if (pathname.startsWith('/download/') && method === 'GET') {
    return sendDownload(station, pathname.slice('/download/'.length), response);
  }
  return sendPage(pageDir, pathname, method === 'HEAD', response);
}

/** @returns what closes all connections. */
function serveSockets(server: Server, guard: Guard, { station, onPages, log }: ServeOptions): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE, perMessageDeflate: false });

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that resets while we answer must not end the process.
    socket.on('error', () => socket.destroy());
    const refused = request.url === '/rpc' ? guard.checkAction(request) : 404;
    if (refused) {
      log?.(`serve: connection refused (${refused})`);
      socket.end(`HTTP/1.1 ${refused} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const channel = socketChannel(ws);
      const attached = station.attach(channel);
      onPages?.(sockets.clients.size);
      void channel.onClose(() => {
        void attached.dispose();
        onPages?.(sockets.clients.size);
      });
    });
  });

  return () => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
  };
}

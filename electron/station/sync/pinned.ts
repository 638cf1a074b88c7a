import { Agent, request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { Readable } from 'node:stream';
import { connect } from 'node:tls';
import { createGunzip } from 'node:zlib';
import { HubError, unreachable } from './hub-error.ts';

/** What the hub's client uses of `fetch`. */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>;
export interface FetchInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Redirects are never followed. */
  readonly redirect?: 'manual';
}

/** The certificate of whoever answers at an address. */
export interface Peer {
  /** PEM. */
  readonly certificate: string;
  /** SHA-256, hex. */
  readonly fingerprint: string;
  /** An authority that this machine knows vouches for it, and for the name in the address. */
  readonly trusted: boolean;
}

const HANDSHAKE_MS = 10_000;

/**
 * Shakes hands and hangs up; not a byte of ours is sent. Where nobody vouches for the certificate, whose it is must be found
 * out otherwise.
 * @throws HubError `hub_plain` where no TLS is spoken there
 */
export function peerOf(url: string): Promise<Peer> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port: port === '' ? 443 : Number(port),
      ...(isIP(host) === 0 ? { servername: host } : {}),
      rejectUnauthorized: false,
      minVersion: 'TLSv1.2',
    });
    socket.setTimeout(HANDSHAKE_MS, () => socket.destroy(new HubError('away', 'hub_timeout')));
    socket.on('secureConnect', () => {
      const certificate = socket.getPeerX509Certificate();
      const trusted = socket.authorized;
      socket.destroy();
      if (certificate === undefined) return reject(new HubError('refused', 'hub_certificate_unknown'));
      const fingerprint = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
      resolve({ certificate: certificate.toString(), fingerprint, trusted });
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (/^(?:EPROTO|ERR_SSL_)/.test(error.code ?? '')) return reject(new HubError('refused', 'hub_plain'));
      reject(unreachable(error instanceof HubError ? error : { cause: error }));
    });
  });
}

/**
 * `fetch` that talks to the holder of one certificate and to nobody else, whatever the name or address. Node's own takes no
 * certificate along. What it rejects with is what `fetch` would; another certificate is `hub_certificate_changed`.
 */
export function pinnedFetch(certificate: string): Fetch {
  const agent = new Agent({
    keepAlive: true,
    // The stream holds one, and every collection may pull and push at once.
    maxSockets: 24,
    ca: [certificate],
    // One that an authority has signed is known by itself here, not by the authority.
    allowPartialTrustChain: true,
    checkServerIdentity: () => undefined,
    minVersion: 'TLSv1.2',
  });
  return (url, { method = 'GET', headers = {}, body, signal }) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(reasonOf(signal));
      let answer: IncomingMessage | undefined;
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const asked = request(url, {
        agent,
        method,
        headers: { 'accept-encoding': 'gzip', ...headers, ...length },
      });
      const stop = (): void => {
        if (!signal) return;
        answer?.destroy(reasonOf(signal));
        asked.destroy(reasonOf(signal));
      };
      signal?.addEventListener('abort', stop, { once: true });
      asked.on('close', () => signal?.removeEventListener('abort', stop));
      asked.on('error', (error) => reject(signal?.aborted === true ? reasonOf(signal) : faultOf(error)));
      asked.on('response', (came) => {
        answer = came;
        resolve(responseOf(came));
      });
      asked.end(body);
    });
}

const NO_BODY = new Set([204, 205, 304]);

function responseOf(answer: IncomingMessage): Response {
  const status = answer.statusCode ?? 0;
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headers))
    for (const each of [value ?? []].flat()) headers.append(name, each);
  if (NO_BODY.has(status)) {
    answer.resume();
    return new Response(null, { status, headers });
  }
  const packed = answer.headers['content-encoding'] === 'gzip';
  const plain = packed ? unpack(answer) : answer;
  return new Response(Readable.toWeb(plain) as ReadableStream<Uint8Array<ArrayBuffer>>, { status, headers });
}

function unpack(answer: IncomingMessage): Readable {
  const gunzip = createGunzip();
  answer.on('error', (error) => gunzip.destroy(error));
  gunzip.on('close', () => answer.destroy());
  return answer.pipe(gunzip);
}

const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');

/** OpenSSL's names for a certificate that is not the one that was asked for. */
const ANOTHER =
  /SELF_SIGNED|UNABLE_TO_(?:VERIFY|GET_ISSUER)|CERT_(?:SIGNATURE|UNTRUSTED|HAS_EXPIRED|NOT_YET)/;

function faultOf(error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== undefined && ANOTHER.test(code)) return new HubError('away', 'hub_certificate_changed');
  return new TypeError('fetch failed', { cause: error });
}

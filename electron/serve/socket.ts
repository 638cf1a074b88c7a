import type { WebSocket } from 'ws';
import { createChannel } from '../../shared/rpc/index.ts';
import type { Channel } from '../../shared/rpc/index.ts';

/** Largest message from the page, in bytes; files go by upload. */
export const MAX_MESSAGE = 4 * 1024 * 1024;
/** Unsent bytes at which a page that does not read is let go; it connects anew and asks for the present state. */
const MAX_UNSENT = 32 * 1024 * 1024;
const PING_MS = 15_000;
/** WebSocket close codes, RFC 6455 and its registry. */
const UNSUPPORTED_DATA = 1003;
const TRY_AGAIN_LATER = 1013;

/** A channel over one WebSocket. A page that is gone without a word is noticed by pings. */
export function socketChannel(socket: WebSocket): Channel {
  const side = createChannel({
    send(message) {
      if (socket.bufferedAmount > MAX_UNSENT) socket.close(TRY_AGAIN_LATER);
      else socket.send(JSON.stringify(message));
    },
    close: () => socket.close(),
  });
  let alive = true;
  const pinging = setInterval(() => {
    if (!alive) return socket.terminate();
    alive = false;
    return socket.ping();
  }, PING_MS);
  socket.on('pong', () => (alive = true));
  socket.on('message', (data, isBinary) => {
    alive = true;
    if (isBinary || !Buffer.isBuffer(data)) return socket.close(UNSUPPORTED_DATA);
    return side.receive(parse(data.toString('utf8')));
  });
  // `close` follows every error; the error itself (a too large message, broken UTF-8) says nothing we need.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(pinging);
    side.closed();
  });
  return side.channel;
}

/** Text that is no JSON reaches the server as a malformed frame, which it refuses. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

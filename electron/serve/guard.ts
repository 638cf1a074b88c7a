import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request is refused: the HTTP status to answer with. */
export type Refusal = 401 | 403;

/** Decides who may talk to the loopback server: a page that it served itself, to a person who had the address. */
export interface Guard {
  /** The launch token: whoever has it in the address is let in. */
  readonly token: string;
  readonly cookieName: string;
  /** A token for one use, for the command line of a browser, which other accounts of the machine can read. */
  makeTicket(): string;
  /** Checks the token or ticket of an address; a ticket is used up. */
  admits(given: string): boolean;
  /** Refuses foreign host names (DNS rebinding), and those without the cookie. */
  checkPage(request: IncomingMessage): Refusal | undefined;
  /** The same for what changes or connects: the request must come from our own page. */
  checkAction(request: IncomingMessage): Refusal | undefined;
}

export const makeToken = (): string => randomBytes(32).toString('base64url');

export function createGuard(options: {
  readonly token?: string | undefined;
  readonly port: () => number;
}): Guard {
  const token = options.token ?? makeToken();
  const tickets = new Set<string>();
  const cookieName = (): string => `packline-${options.port()}`;

  const hosts = (): string[] => [`127.0.0.1:${options.port()}`, `localhost:${options.port()}`];

  function checkPage(request: IncomingMessage): Refusal | undefined {
    if (!hosts().includes(request.headers.host ?? '')) return 403;
    const cookie = readCookie(request.headers.cookie ?? '', cookieName());
    return cookie !== undefined && same(cookie, token) ? undefined : 401;
  }

  return {
    token,
    // Cookies are shared by all ports of a host name: the port is in the name.
    get cookieName() {
      return cookieName();
    },
    makeTicket() {
      const ticket = makeToken();
      tickets.add(ticket);
      return ticket;
    },
    admits: (given) => tickets.delete(given) || same(given, token),
    checkPage,
    checkAction(request) {
      const refused = checkPage(request);
      if (refused) return refused;
      return request.headers.origin === `http://${request.headers.host ?? ''}` ? undefined : 403;
    },
  };
}

function readCookie(header: string, name: string): string | undefined {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** Compares in constant time. */
function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

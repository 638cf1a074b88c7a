import { createHmac, timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../../shared/base/index.ts';

const COOKIE = 'packline_admin';
/** How long an entered word is good, ms: a working day. */
const LIFE_MS = 8 * 3_600_000;

export interface Sessions {
  /** Is it the administrator's word? In constant time. */
  fits(word: string): boolean;
  /** `Authorization: Bearer WORD`, of the JSON API. */
  bears(request: FastifyRequest): boolean;
  /** The session of the page's cookie; undefined where there is none or it is over. */
  of(request: FastifyRequest): string | undefined;
  /** Value of Set-Cookie. */
  open(secure: boolean): string;
  close(secure: boolean): string;
  /** Goes into every form of the page, so that no other page can send one. */
  formToken(session: string): string;
}

/**
 * Sessions of the keeper's page without any state: the cookie says until when, signed with the word itself, so it is good at
 * every hub that knows the word and at none after it was changed.
 */
export function createSessions(deps: { readonly clock: Clock; readonly word: string }): Sessions {
  const mac = (text: string): string => createHmac('sha256', deps.word).update(text).digest('base64url');
  const equal = (a: string, b: string): boolean => {
    const [left, right] = [
      createHmac('sha256', 'c').update(a).digest(),
      createHmac('sha256', 'c').update(b).digest(),
    ];
    return timingSafeEqual(left, right);
  };
  const attributes = (secure: boolean, age: number): string =>
    `Path=/admin; HttpOnly; SameSite=Strict; Max-Age=${age}${secure ? '; Secure' : ''}`;

  return {
    fits: (word) => equal(word, deps.word),
    bears(request) {
      const word = /^Bearer ([\x21-\x7e]{1,200})$/.exec(request.headers.authorization ?? '')?.[1];
      return word !== undefined && equal(word, deps.word);
    },
    of(request) {
      const cookies = (request.headers.cookie ?? '').split(/;\s*/);
      const value = cookies.find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
      const found = /^(\d{13})\.([A-Za-z0-9_-]{43})$/.exec(value ?? '');
      if (!found?.[1] || !found[2] || !equal(found[2], mac(`session ${found[1]}`))) return undefined;
      return Number(found[1]) > deps.clock.now() ? found[1] : undefined;
    },
    open(secure) {
      const until = String(Math.floor(deps.clock.now()) + LIFE_MS);
      return `${COOKIE}=${until}.${mac(`session ${until}`)}; ${attributes(secure, LIFE_MS / 1000)}`;
    },
    close: (secure) => `${COOKIE}=; ${attributes(secure, 0)}`,
    formToken: (session) => mac(`form ${session}`),
  };
}

/**
 * What crosses between a host and its station or page beside the contract proper: how the Electron main process
 * starts and steers the station, and what the preload gives the page.
 */

/** Main → station (`parentPort`), once a process. A message port for the page comes with `attach`. */
export type ControlMessage =
  | {
      readonly t: 'start';
      readonly dataDir: string;
      readonly version: string;
      /** Base64 of the 32-byte data key; absent where the key comes from `keyFile`. */
      readonly key?: string;
      readonly keyFile?: string;
      readonly fontsDir?: string;
    }
  /** A page wants to talk; the port comes with the message. */
  | { readonly t: 'attach' }
  /** A file that the person chose or dropped in the window. */
  | { readonly t: 'accept-path'; readonly id: number; readonly path: string }
  /** Writes what stands behind the token to a path that the person chose in the save dialog. */
  | { readonly t: 'save'; readonly id: number; readonly token: string; readonly path: string }
  | { readonly t: 'power'; readonly event: PowerEvent }
  /** What the hub that main runs for the station says, and that it ended. */
  | { readonly t: 'hub-said'; readonly run: number; readonly message: unknown }
  | { readonly t: 'hub-ended'; readonly run: number }
  | { readonly t: 'close' };

/**
 * Code with which the browser host closes a page's WebSocket where the station cannot start (4000 and above are an
 * application's own, RFC 6455 7.4.2); the reason is a `HostFailure`.
 */
export const REFUSED_CLOSE = 4000;

export type PowerEvent = 'suspend' | 'resume' | 'shutdown';

/** Station → main. Why it ended is told by its exit code (`EXIT_CODES`): a last message may be lost. */
export type StationMessage =
  | { readonly t: 'ready' }
  /** Main starts a hub's process for the station ("this station is the hub"), and ends it. */
  | { readonly t: 'hub-start'; readonly run: number; readonly args: readonly string[] }
  | { readonly t: 'hub-stop'; readonly run: number }
  | { readonly t: 'answer'; readonly id: number; readonly token?: string; readonly code?: string };

/** The largest file that is taken from a page, in bytes (the largest that was asked for is 1 GB). */
export const MAX_UPLOAD = 2 * 1024 ** 3;

/** Names of the preload's two messages and its one value in the page. */
export const BRIDGE_NAME = 'packline';
/** `window.postMessage` of the preload, with the station's port. */
export const PORT_MESSAGE = 'packline:port';
/** The page asks main for a (new) port, when it has loaded or lost its station. */
export const WANT_PORT = 'packline:want-port';
/** Main hands the port to the preload. */
export const GIVE_PORT = 'packline:give-port';
export const ACCEPT_PATH = 'packline:accept-path';
export const SAVE_DOWNLOAD = 'packline:save-download';

/** `window.packline` in Electron: all that the page can ask of the preload. */
export interface Bridge {
  /** Asks for a port to the station; it comes as a `PORT_MESSAGE` with the port, now and after each restart. */
  wantPort(): void;
  /** Hands a file that the person chose to the station, by its path, without reading it in the page. */
  acceptFile(file: object): Promise<AcceptAnswer>;
  /** Asks where to save, and saves. */
  save(token: string, suggestedName: string): Promise<SaveAnswer>;
  readonly language: string;
  readonly kiosk: boolean;
}

export type AcceptAnswer =
  { readonly ok: true; readonly token: string } | { readonly ok: false; readonly code: string };
export type SaveAnswer =
  { readonly ok: true; readonly saved: boolean } | { readonly ok: false; readonly code: string };

/**
 * The page's content security policy, the same in both hosts: scripts only from the app's own files, no frames, no
 * other machine. Styles may be inline because the component library writes its variables into a style element.
 */
export const PAGE_CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Sent with every answer to the page, by both hosts. */
export const PAGE_HEADERS = {
  'content-security-policy': PAGE_CSP,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), hid=()',
} as const;

/** Media types of the files that the page is made of, by extension. */
export const PAGE_TYPES: { readonly [extension: string]: string } = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  jpg: 'image/jpeg',
  webp: 'image/webp',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
};

/**
 * The file that a page address means, relative to the folder of the page; undefined where it leads out of it.
 * @param pathname of the address, still percent-encoded
 */
export function pageFile(pathname: string): string | undefined {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
  if (/[\\\0:]/.test(path)) return undefined;
  const parts = path.split('/').filter((part) => part !== '');
  if (parts.some((part) => part === '.' || part === '..' || part.startsWith('.'))) return undefined;
  return parts.length === 0 ? 'index.html' : parts.join('/');
}

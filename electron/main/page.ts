import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { app, protocol, session } from 'electron';
import type { WebContents } from 'electron';
import { PAGE_HEADERS, PAGE_TYPES, pageFile } from '../../shared/contract/hosts.ts';

const SCHEME = 'app';
const HOST = 'packline';
export const PAGE_ORIGIN = `${SCHEME}://${HOST}`;

/** Before `ready`: the page's own scheme, with an origin of its own, instead of file:// which may read any file. */
export function declareScheme(): void {
  const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true };
  protocol.registerSchemesAsPrivileged([{ scheme: SCHEME, privileges }]);
}

/** After `ready`: serves the built page under its scheme. */
export function servePage(folder: string): void {
  protocol.handle(SCHEME, async (request) => {
    const { host, pathname } = new URL(request.url);
    const name = host === HOST && request.method === 'GET' ? pageFile(pathname) : undefined;
    const body = name === undefined ? undefined : await readInside(folder, name);
    if (body === undefined || name === undefined) {
      return new Response('not found', { status: 404, headers: PAGE_HEADERS });
    }
    const type =
      PAGE_TYPES[name.slice(name.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream';
    return new Response(body, { headers: { ...PAGE_HEADERS, 'content-type': type } });
  });
}

async function readInside(folder: string, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, name));
    return path.startsWith(root + sep) ? new Uint8Array(await readFile(path)) : undefined;
  } catch {
    return undefined; // not there
  }
}

/** After `ready`: no permission, no other page, no second window, whatever a page asks. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, callback) => callback(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
  app.on('web-contents-created', (_event, contents) => guard(contents));
}

function guard(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    if (!isPage(event.url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
}

export function isPage(url: string): boolean {
  return url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`);
}

import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PrinterFaults, VirtualPrinter } from './server.ts';

export interface PrinterPage {
  readonly url: string;
  /** Tells the open pages that something changed. */
  changed(): void;
  close(): Promise<void>;
}

/** What the buttons do. The page sends a name, never a fault itself. */
const BUTTONS: Record<string, { readonly label: string; readonly faults: PrinterFaults }> = {
  ready: { label: 'In order', faults: {} },
  paper_out: { label: 'Paper out', faults: { condition: 'paper_out' } },
  head_open: { label: 'Head open', faults: { condition: 'head_open' } },
  paused: { label: 'Paused', faults: { condition: 'paused' } },
  offline: { label: 'Offline', faults: { refuse: true } },
  stall: { label: 'Stall half-way', faults: { stallAfter: 2000 } },
  reset: { label: 'Reset half-way', faults: { resetAfter: 2000 } },
  close: { label: 'Close at once', faults: { closeAtOnce: true } },
  silent: { label: 'Never answer', faults: { silent: true } },
};

/** Serves a page on the loopback that shows what was printed, newest first, and breaks the printer on request. */
export async function servePrinterPage(printer: VirtualPrinter, port = 0): Promise<PrinterPage> {
  const streams = new Set<ServerResponse>();
  let chosen = 'ready';

  const state = (): string =>
    JSON.stringify({
      printer: `127.0.0.1:${printer.port}`,
      fault: chosen,
      waiting: printer.waiting(),
      labels: printer.labels
        .map(({ number, at, language, bitmap, complete }) => {
          return { number, at, language, complete, width: bitmap.width, height: bitmap.height };
        })
        .reverse()
        .slice(0, 100),
      garbage: printer.garbage
        .map(({ at, bytes, why }) => ({ at, why, text: visible(bytes) }))
        .reverse()
        .slice(0, 20),
    });
  const changed = (): void => {
    for (const stream of streams) stream.write(`data: ${state()}\n\n`);
  };

  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const picture = /^\/labels\/(\d+)\.png$/.exec(path);
    const button = /^\/fault\/(\w+)$/.exec(path)?.[1];
    if (request.method === 'POST' && button !== undefined) {
      const fault = BUTTONS[button];
      if (!fault) return void send(response, 404, 'text/plain', 'no such fault');
      chosen = button;
      void printer.setFaults(fault.faults).then(
        () => {
          changed();
          send(response, 204, 'text/plain', '');
        },
        (error: unknown) => send(response, 500, 'text/plain', String(error)),
      );
    } else if (request.method !== 'GET') {
      send(response, 405, 'text/plain', 'method not allowed');
    } else if (picture) {
      const label = printer.labels.find((each) => each.number === Number(picture[1]));
      if (label) send(response, 200, 'image/png', label.png(1));
      else send(response, 404, 'text/plain', 'no such label');
    } else if (path === '/events') {
      response.writeHead(200, { ...HEADERS, 'content-type': 'text/event-stream' });
      response.write(`data: ${state()}\n\n`);
      streams.add(response);
      response.on('close', () => streams.delete(response));
    } else if (path === '/page.js') send(response, 200, 'text/javascript', SCRIPT);
    else if (path === '/page.css') send(response, 200, 'text/css', STYLE);
    else if (path === '/favicon.ico') send(response, 204, 'image/x-icon', '');
    else if (path === '/') send(response, 200, 'text/html', html());
    else send(response, 404, 'text/plain', 'not found');
  };

  const server = createServer((request, response) => {
    // A page elsewhere must not break the printer or read labels: by name (Host) or by form (Origin).
    const own = [`127.0.0.1:${actual}`, `localhost:${actual}`];
    const { host, origin } = request.headers;
    const foreign = origin !== undefined && !own.some((name) => origin === `http://${name}`);
    if (host === undefined || !own.includes(host) || foreign) send(response, 403, 'text/plain', 'forbidden');
    else answer(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const actual = (server.address() as AddressInfo).port;

  return {
    url: `http://127.0.0.1:${actual}/`,
    changed,
    async close() {
      for (const stream of streams) stream.end();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-ancestors 'none'",
};

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  const charset = type.startsWith('text/') ? '; charset=utf-8' : '';
  response.writeHead(status, { ...HEADERS, 'content-type': type + charset });
  response.end(body);
}

/** Bytes as text that shows its control characters. */
function visible(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 200))
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

const html = (): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Virtual printer</title>
<link rel="stylesheet" href="/page.css">
<header><h1>Virtual printer</h1><p id="where"></p><p id="count" role="status"></p>
<nav>${Object.entries(BUTTONS)
  .map(([name, { label }]) => `<button data-fault="${name}">${label}</button>`)
  .join('')}</nav></header>
<section id="garbage" hidden><h2>Not a label</h2><ul></ul></section>
<main id="labels"></main>
<script src="/page.js"></script></html>`;

// Everything that came from the line is set as text, never as markup.
const SCRIPT = `'use strict';
const at = (ms) => new Date(ms).toLocaleTimeString();
const make = (name, text) => { const e = document.createElement(name); if (text !== undefined) e.textContent = text; return e; };
const shown = new Map();
new EventSource('/events').onmessage = (event) => {
  const state = JSON.parse(event.data);
  document.getElementById('where').textContent = 'TCP ' + state.printer;
  document.getElementById('count').textContent = state.labels.length + ' printed' +
    (state.waiting ? ', ' + state.waiting + ' waiting in the printer' : '');
  for (const button of document.querySelectorAll('button'))
    button.setAttribute('aria-pressed', String(button.dataset.fault === state.fault));
  const list = document.getElementById('labels');
  for (const label of [...state.labels].reverse()) {
    if (shown.has(label.number)) continue;
    const figure = make('figure');
    const image = make('img');
    image.src = '/labels/' + label.number + '.png';
    image.width = Math.round(label.width / 2);
    image.alt = 'label ' + label.number;
    figure.append(image, make('figcaption', '#' + label.number + ' · ' + label.language + ' · ' +
      label.width + '×' + label.height + ' · ' + at(label.at) + (label.complete ? '' : ' · BROKEN OFF')));
    shown.set(label.number, figure);
    list.prepend(figure);
  }
  const garbage = document.getElementById('garbage');
  garbage.hidden = state.garbage.length === 0;
  garbage.querySelector('ul').replaceChildren(...state.garbage.map((g) => make('li', at(g.at) + ' ' + g.why + ': ' + g.text)));
};
for (const button of document.querySelectorAll('button'))
  button.addEventListener('click', () => fetch('/fault/' + button.dataset.fault, { method: 'POST' }));
`;

const STYLE = `body{font:16px/1.4 system-ui,sans-serif;margin:0;background:#e9ecef;color:#212529}
header{position:sticky;top:0;background:#fff;padding:.5rem 1rem;box-shadow:0 1px 4px #0003;display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:center}
h1{font-size:1.1rem;margin:0}p{margin:0}nav{display:flex;flex-wrap:wrap;gap:.4rem}
button{font:inherit;padding:.3rem .7rem;border:1px solid #868e96;border-radius:.3rem;background:#fff;cursor:pointer}
button[aria-pressed=true]{background:#1864ab;color:#fff;border-color:#1864ab}
main{display:flex;flex-wrap:wrap;gap:1rem;padding:1rem;align-items:flex-start}
figure{margin:0;background:#fff;padding:.5rem;box-shadow:0 1px 3px #0004}img{display:block;height:auto}
figcaption{font-size:.85rem;padding-top:.4rem}#garbage{margin:1rem;padding:.5rem 1rem;background:#ffe3e3;overflow-wrap:anywhere}
`;

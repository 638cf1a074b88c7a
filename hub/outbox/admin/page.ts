import { createHash } from 'node:crypto';
import type { HubStation } from '../../../shared/contract/sync-views.ts';
import { SCOPES, type Scope } from '../../intake/index.ts';
import type { HubRecord } from '../../store/port.ts';
import type { Delivery } from '../deliveries.ts';
import { VIA, type Endpoint } from '../endpoints.ts';
import { WEBHOOK_EVENTS } from '../events.ts';
import { Html, html } from './html.ts';
import { WORDS, type Language, type Words } from './words.ts';

const STYLE = `
:root{color-scheme:light dark;font:16px/1.5 system-ui,"Noto Sans SC",sans-serif}
body{margin:0 auto;padding:1rem 1.5rem;max-width:80rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #8886;vertical-align:top}
header{display:flex;gap:1rem;align-items:center;justify-content:space-between;flex-wrap:wrap}
form.row{display:flex;gap:.75rem;flex-wrap:wrap;align-items:end;margin:.75rem 0}
form.row label{display:grid;gap:.2rem}form.row .tick{display:flex;gap:.4rem;align-items:center;min-height:2.4rem}
fieldset{border:1px solid #8886;display:flex;gap:1rem;flex-wrap:wrap;padding:0 .6rem}
input,select,button{font:inherit;padding:.3rem .5rem;height:2.4rem;box-sizing:border-box}
[type=checkbox]{width:1.2rem;height:1.2rem}
code{word-break:break-all}.shown{font-size:1.25rem;padding:1rem;border:2px solid}
.bad{color:#b3261e}@media(prefers-color-scheme:dark){.bad{color:#ff8a80}}
`;
/** Made by hand: the hash is of every blank in it. */
const STYLE_TAG = new Html(`<style>${STYLE}</style>`);
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** No script runs on the page, nothing is loaded, forms lead to this hub only, and no other page may frame it. */
export const CSP = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

export interface Frame {
  readonly language: Language;
  readonly token?: string;
}

function page(frame: Frame, body: Html): string {
  const words = WORDS[frame.language];
  const other = frame.language === 'zh' ? 'en' : 'zh';
  return html`<!doctype html>
    <html lang="${frame.language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <title>${words.title}</title>
        ${STYLE_TAG}
      </head>
      <body>
        <header>
          <h1>${words.title}</h1>
          <nav><a href="/admin?lang=${other}" lang="${other}">${words.other}</a></nav>
          ${frame.token !== undefined && form(frame, '/admin/logout', html`<button>${words.leave}</button>`)}
        </header>
        <main>${body}</main>
      </body>
    </html>`.text;
}

function form(frame: Frame, action: string, body: Html, row = false): Html {
  return html`<form method="post" action="${action}?lang=${frame.language}" class="${row ? 'row' : ''}">
    ${frame.token !== undefined && html`<input type="hidden" name="token" value="${frame.token}" />`}${body}
  </form>`;
}

export function loginPage(frame: Frame, fault?: 'wrong' | 'later'): string {
  const words = WORDS[frame.language];
  return page(
    frame,
    html`${fault && html`<p class="bad" role="alert">${words[fault]}</p>`}${form(
      frame,
      '/admin/login',
      html`<label
          >${words.word}
          <input type="password" name="word" autocomplete="current-password" required autofocus
        /></label>
        <button>${words.enter}</button>`,
      true,
    )}`,
  );
}

/** What is shown once, or why something was not taken. */
export function notePage(frame: Frame, what: 'secret' | 'key' | 'onetime' | 'refused', text: string): string {
  const words = WORDS[frame.language];
  return page(
    frame,
    html`<h2>${words[what]}</h2>
      <p class="shown"><code>${text}</code></p>
      <p><a href="/admin?lang=${frame.language}">${words.back}</a></p>`,
  );
}

export interface Overview {
  readonly sites: readonly { readonly id: string; readonly name: string }[];
  readonly dead: readonly Delivery[];
  readonly waiting: readonly Delivery[];
  readonly done: readonly Delivery[];
  readonly endpoints: readonly Endpoint[];
  readonly keys: readonly HubRecord[];
  readonly stations: readonly (HubStation & { readonly site: string })[];
}

export function overviewPage(frame: Frame, view: Overview): string {
  const words = WORDS[frame.language];
  const names = new Map(view.endpoints.map((each) => [each.id, each.name]));
  const lists = (['dead', 'waiting', 'done'] as const).map(
    (state) =>
      html`<section>
        <h2>${words[state]}</h2>
        ${deliveryTable(frame, words, view[state], names)}
      </section>`,
  );
  const sites = html`<label
    >${words.site}
    <select name="site">
      ${view.sites.map(({ id, name }) => html`<option value="${id}">${name}</option>`)}
    </select></label
  >`;
  return page(
    frame,
    html`${lists}${endpointSection(frame, words, view, sites)}${keySection(frame, words, view, sites)}
      <section>
        <h2>${words.codes}</h2>
        ${stationTable(words, view)}${form(
          frame,
          '/admin/codes',
          html`${sites}<button>${words.code}</button>`,
          true,
        )}
      </section>`,
  );
}

const time = (at: number): Html =>
  html`<time>${new Date(at).toISOString().replace('T', ' ').slice(0, 19)} UTC</time>`;

function table(words: Words, heads: readonly string[], rows: readonly Html[]): Html {
  if (rows.length === 0) return html`<p>${words.none}</p>`;
  return html`<table>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function deliveryTable(
  frame: Frame,
  words: Words,
  list: readonly Delivery[],
  names: ReadonlyMap<string, string>,
): Html {
  const rows = list.map(
    (each) =>
      html`<tr>
        <td>${each.event.type}<br /><code>${each.event.order}</code></td>
        <td>${time(each.event.at)}</td>
        <td>${names.get(each.endpoint) ?? each.endpoint}</td>
        <td>${each.attempts}</td>
        <td>
          ${each.log[0] && html`<div>${each.log[0].told}, ${each.log[0].ms} ms, ${time(each.log[0].at)}</div>`}
          ${each.state === 'waiting' && html`<div>${words.next}: ${time(each.due)}</div>`}
        </td>
        <td>
          ${form(frame, '/admin/resend', html`<input type="hidden" name="id" value="${each.id}" /><button>${words.resend}</button>`)}
        </td>
      </tr>`,
  );
  return table(words, [words.event, words.when, words.to, words.tries, words.last, ''], rows);
}

const option = (value: string, text: string): Html => html`<option value="${value}">${text}</option>`;
const check = (name: string, value: string, text: string, checked = true): Html =>
  html`<label class="tick"
    ><input type="checkbox" name="${name}" value="${value}" ${checked && html` checked`} /> ${text}</label
  >`;

function endpointSection(frame: Frame, words: Words, view: Overview, sites: Html): Html {
  const kinds: Readonly<Record<Endpoint['privacy'], string>> = {
    none: words.nobody,
    masked: words.masked,
    full: words.full,
  };
  const rows = view.endpoints.map(
    (each) =>
      html`<tr>
        <td>${each.name}</td>
        <td>${each.site}</td>
        <td>${words[each.via]}</td>
        <td>
          <code>${each.via === 'email' ? each.to : each.url}</code
          >${each.internal && html` (${words.internal})`}
        </td>
        <td>${each.events.join(', ')}${each.channel !== '' && ` (${each.channel})`}</td>
        <td>${kinds[each.privacy]}</td>
        <td>
          ${form(frame, '/admin/endpoints/remove', html`<input type="hidden" name="id" value="${each.id}" /><button>${words.remove}</button>`)}
        </td>
      </tr>`,
  );
  const heads = [words.name, words.site, words.via, words.address, words.events, words.privacy, ''];
  const made = html`${sites}<label>${words.name} <input name="name" required maxlength="60" /></label>
    <label
      >${words.via}
      <select name="via">
        ${VIA.map((via) => option(via, words[via]))}
      </select></label
    >
    <label>${words.address} <input name="url" maxlength="2000" placeholder="https://" /></label>
    <label>${words.mail} <input name="to" type="email" maxlength="200" /></label>
    <label>${words.account} <input name="account" maxlength="100" /></label>
    <label>${words.callback} <input name="callback" maxlength="500" placeholder="https://" /></label>
    <label>${words.given} <input name="secret" type="password" autocomplete="off" maxlength="200" /></label>
    <label>${words.channel} <input name="channel" maxlength="40" /></label>
    <fieldset>
      <legend>${words.events}</legend>
      ${WEBHOOK_EVENTS.map((type) => check('events', type, type, type === 'order.shipped'))}
    </fieldset>
    <label
      >${words.privacy}
      <select name="privacy">
        ${(['masked', 'none', 'full'] as const).map((kind) => option(kind, kinds[kind]))}
      </select></label
    >
    <label
      >${words.language}
      <select name="language">
        ${option('zh', '中文')}${option('en', 'English')}
      </select></label
    >
    ${check('internal', 'yes', words.internal, false)}<button>${words.add}</button>`;
  return html`<section>
    <h2>${words.endpoints}</h2>
    ${table(words, heads, rows)}${form(frame, '/admin/endpoints', made, true)}
  </section>`;
}

function keySection(frame: Frame, words: Words, view: Overview, sites: Html): Html {
  const rows = view.keys.map(
    (each) =>
      html`<tr>
        <td>${String(each.body['name'])}</td>
        <td>${each.site}</td>
        <td>${String(each.body['channel'])}</td>
        <td>…${String(each.body['hint'])}</td>
        <td>${(each.body['scopes'] as readonly Scope[]).map((scope) => words[scope]).join(', ')}</td>
        <td>${each.state === 'active' ? words.active : words.revoked}</td>
        <td>
          ${each.state === 'active' && form(frame, '/admin/keys/revoke', html`<input type="hidden" name="id" value="${each.id}" /><button>${words.revoke}</button>`)}
        </td>
      </tr>`,
  );
  const heads = [words.name, words.site, words.channel, '', words.scopes, words.state, ''];
  const made = html`${sites}<label>${words.name} <input name="name" required maxlength="60" /></label>
    <label
      >${words.channel} <input name="channel" required pattern="[a-z0-9][a-z0-9_\\-]*" maxlength="40"
    /></label>
    <label>${words.carrier} <input name="carrier" pattern="[A-Z0-9_\\-]+" maxlength="20" /></label>
    <fieldset>
      <legend>${words.scopes}</legend>
      ${SCOPES.map((scope) => check('scopes', scope, words[scope], scope !== 'tracking'))}
    </fieldset>
    <button>${words.add}</button>`;
  return html`<section>
    <h2>${words.keys}</h2>
    ${table(words, heads, rows)}${form(frame, '/admin/keys', made, true)}
  </section>`;
}

function stationTable(words: Words, view: Overview): Html {
  const rows = view.stations.map(
    (each) =>
      html`<tr>
        <td>${each.name}</td>
        <td><code>${each.id}</code></td>
        <td>${each.site}</td>
        <td>${each.state === 'active' ? words.active : words.revoked}</td>
        <td>${each.seenAt === null ? '' : time(each.seenAt)}</td>
      </tr>`,
  );
  return table(words, [words.name, '', words.site, words.state, words.seen], rows);
}

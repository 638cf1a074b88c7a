/** The file of an order as a page that any browser shows: nothing in it runs, whatever customers have typed. */

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (char) => `&#${String(char.charCodeAt(0))};`);

export interface Section {
  readonly title: string;
  readonly head?: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const STYLE =
  'body{font:14px/1.5 sans-serif;max-width:1000px;margin:2em auto;padding:0 1em}h1{font-size:22px}h2{font-size:16px;margin:1.6em 0 .4em}' +
  'table{border-collapse:collapse;width:100%}th,td{border:1px solid #bbb;padding:.3em .5em;text-align:left;vertical-align:top;word-break:break-word}th{background:#eee}';

/** @param csp forbids scripts and whatever would be fetched */
export function orderPage(title: string, sections: readonly Section[]): string {
  const parts = sections
    .filter((section) => section.rows.length > 0)
    .map(({ title: name, head, rows }) => {
      const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
        `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
      const top = head ? `<thead>${line(head, 'th')}</thead>` : '';
      return `<h2>${escapeHtml(name)}</h2><table>${top}<tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`;
    });
  return (
    '<!doctype html><html lang="zh"><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">` +
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><h1>${escapeHtml(title)}</h1>${parts.join('')}</body></html>\n`
  );
}

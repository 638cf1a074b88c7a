import { toSVG } from 'bwip-js/node';

export interface SheetEntry {
  readonly code: string;
  readonly zh?: string;
  readonly en?: string;
}

export interface SheetSection {
  readonly title: string;
  readonly entries: readonly SheetEntry[];
}

/**
 * One HTML file with a Code 128 for every code, to print and scan or to scan from the screen.
 * Self-contained: no script, no link. Throws where a code holds what Code 128 cannot (anything but ASCII).
 */
export function sheetHtml(sections: readonly SheetSection[]): string {
  const body = sections.map(
    ({ title, entries }) =>
      `<h2>${escape(title)}</h2>\n<div class="codes">\n${entries.map(card).join('\n')}\n</div>`,
  );
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>Packline 条码 · bar codes</title>
<style>
@page { size: A4; margin: 10mm; }
body { font: 14px/1.4 sans-serif; margin: 10mm; color: #000; background: #fff; }
h2 { font-size: 16px; break-after: avoid; }
.codes { display: grid; grid-template-columns: repeat(auto-fill, minmax(62mm, 1fr)); gap: 6mm; }
.card { border: 1px solid #999; border-radius: 2mm; padding: 3mm; text-align: center; break-inside: avoid; }
.card svg { max-width: 100%; height: 16mm; }
.zh { font-size: 17px; font-weight: 600; }
.code { font-family: monospace; font-size: 12px; overflow-wrap: anywhere; }
</style>
</head>
<body>
${body.join('\n')}
</body>
</html>
`;
}

function card({ code, zh, en }: SheetEntry): string {
  const words = [zh && `<div class="zh">${escape(zh)}</div>`, en && `<div>${escape(en)}</div>`];
  return `<div class="card">${words.filter(Boolean).join('')}${codeSvg(code)}<div class="code">${escape(visible(code))}</div></div>`;
}

/** Code 128 as SVG, quiet zones of ten modules included. */
export function codeSvg(code: string): string {
  if (!/^[\0-\x7f]+$/.test(code)) throw new Error(`Code 128 holds ASCII only: ${JSON.stringify(code)}`);
  return toSVG({
    bcid: 'code128',
    text: code,
    scale: 2,
    height: 14,
    paddingwidth: 10,
    backgroundcolor: 'ffffff',
  });
}

const visible = (code: string): string =>
  code.replace(/[\0-\x1f\x7f]/g, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`);

const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`);

/** Two small charts as one SVG, without a library: lines over an axis with the values that were measured. */

export interface Series {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

const WIDTH = 460;
const HEIGHT = 300;
const LEFT = 64;
const TOP = 44;
const COLOURS = ['#1c7ed6', '#e8590c', '#2f9e44'];

export function plot(charts: readonly Series[]): string {
  const parts = charts.map((chart, at) => `<g transform="translate(${at * WIDTH},0)">${panel(chart)}</g>`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH * charts.length} ${HEIGHT}" ` +
    `font-family="sans-serif" font-size="11" fill="#343a40"><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`
  );
}

function panel({ title, x, y, lines }: Series): string {
  const points = lines.flatMap((line) => line.points);
  const mostX = Math.max(...points.map(([px]) => px), 1);
  const mostY = Math.max(...points.map(([, py]) => py), 1) * 1.1;
  const wide = WIDTH - LEFT - 24;
  const high = HEIGHT - TOP - 48;
  const atX = (value: number): number => round(LEFT + (value / mostX) * wide);
  const atY = (value: number): number => round(TOP + high - (value / mostY) * high);
  const ticksY = [0, 0.25, 0.5, 0.75, 1].map((share) => share * mostY);
  const ticksX = [...new Set(points.map(([px]) => px))];
  const grid = ticksY
    .map(
      (value) =>
        `<path d="M${LEFT} ${atY(value)}h${wide}" stroke="#dee2e6"/><text x="${LEFT - 6}" y="${atY(value) + 4}" text-anchor="end">${short(value)}</text>`,
    )
    .join('');
  const below = ticksX
    .map(
      (value) => `<text x="${atX(value)}" y="${TOP + high + 16}" text-anchor="middle">${short(value)}</text>`,
    )
    .join('');
  const drawn = lines
    .map(({ name, points: own }, at) => {
      const colour = COLOURS[at % COLOURS.length];
      const path = own.map(([px, py], n) => `${n === 0 ? 'M' : 'L'}${atX(px)} ${atY(py)}`).join('');
      const dots = own
        .map(([px, py]) => `<circle cx="${atX(px)}" cy="${atY(py)}" r="3" fill="${colour}"/>`)
        .join('');
      const legend = `<text x="${LEFT + 8}" y="${TOP + 12 + at * 14}" fill="${colour}">${name}</text>`;
      return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="2"/>${dots}${legend}`;
    })
    .join('');
  return (
    `<text x="${LEFT}" y="18" font-size="13" font-weight="bold">${title}</text>` +
    `<text x="${LEFT}" y="34" fill="#868e96">${y}</text>${grid}${below}${drawn}` +
    `<text x="${LEFT + wide / 2}" y="${HEIGHT - 12}" text-anchor="middle" fill="#868e96">${x}</text>`
  );
}

const round = (value: number): number => Math.round(value * 10) / 10;
const short = (value: number): string =>
  value >= 1_000
    ? `${round(value / 1_000)}k`
    : value >= 10
      ? String(Math.round(value))
      : String(round(value));

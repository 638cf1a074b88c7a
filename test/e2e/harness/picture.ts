import { writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { createCanvas, loadImage } from '@napi-rs/canvas';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 80;

interface Mean {
  readonly n: number;
  readonly rgb: readonly [number, number, number];
}
const apart = (a: Mean, b: Mean): number =>
  a.rgb.reduce((sum, value, at) => sum + (value - (b.rgb[at] ?? 0)) ** 2, 0);

/** The commonest colour, then again and again the one that most dots would miss most: a small red lamp stays red. */
function choose<M extends Mean>(means: readonly M[], colours: number): M[] {
  const first = means.reduce<M | undefined>(
    (best, each) => (best && best.n >= each.n ? best : each),
    undefined,
  );
  if (!first) return [];
  const palette = [first];
  const off = means.map((each) => apart(each, first));
  while (palette.length < Math.min(colours, means.length)) {
    let worst = 0;
    const cost = (at: number): number => Math.sqrt(means[at]?.n ?? 0) * (off[at] ?? 0);
    for (let at = 1; at < means.length; at++) if (cost(at) > cost(worst)) worst = at;
    const chosen = means[worst];
    if (!chosen || off[worst] === 0) break;
    palette.push(chosen);
    for (const [at, each] of means.entries()) off[at] = Math.min(off[at] ?? 0, apart(each, chosen));
  }
  return palette;
}

/** Writes a screenshot with a palette of few colours: a quarter of the size, and nobody sees it. */
export async function writePalettePng(path: string, png: Buffer, colours = COLOURS): Promise<number> {
  const image = await loadImage(png);
  const { width, height } = image;
  const context = createCanvas(width, height).getContext('2d');
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);

  // Colours that are alike in their upper five bits count together and are shown as their mean.
  const boxes = new Map<number, { n: number; r: number; g: number; b: number }>();
  const keys = new Uint16Array(width * height);
  for (let at = 0; at < keys.length; at++) {
    const [r, g, b] = [data[at * 4] ?? 0, data[at * 4 + 1] ?? 0, data[at * 4 + 2] ?? 0];
    const key = ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
    keys[at] = key;
    const box = boxes.get(key) ?? { n: 0, r: 0, g: 0, b: 0 };
    boxes.set(key, box);
    box.n += 1;
    box.r += r;
    box.g += g;
    box.b += b;
  }
  const means = [...boxes].map(([key, { n, r, g, b }]) => ({ key, n, rgb: [r / n, g / n, b / n] as const }));
  const palette = choose(means, colours);
  const nearest = new Map(
    means.map(({ key, rgb }) => {
      const distance = (index: number): number =>
        rgb.reduce((sum, value, at) => sum + (value - (palette[index]?.rgb[at] ?? 0)) ** 2, 0);
      let best = 0;
      for (let index = 1; index < palette.length; index++) if (distance(index) < distance(best)) best = index;
      return [key, best];
    }),
  );
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      rows[y * (width + 1) + 1 + x] = nearest.get(keys[y * width + x] ?? 0) ?? 0;

  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits per dot, colour type 3: indices into the palette.
  header[8] = 8;
  header[9] = 3;
  const file = Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(({ rgb }) => rgb.map((value) => Math.round(value))))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  writeFileSync(path, file);
  return file.length;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

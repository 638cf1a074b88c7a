import { deflateSync } from 'node:zlib';
import type { Bitmap } from '../../../../shared/base/index.ts';

/** PDF counts in points, 72 to the inch. */
const POINTS = 72;

/**
 * Pages of dots as a PDF (ISO 32000-1, version 1.4): each page holds one picture of one bit a dot, so what is read on the screen is
 * what a printer of ours would print, and no font has to be in the file.
 * @param dpi of the bitmaps; gives the page its size
 */
export function bitmapsToPdf(pages: readonly Bitmap[], dpi: number, title: string): Buffer {
  const parts: Buffer[] = [];
  const offsets: number[] = [];
  let length = 0;
  const push = (part: Buffer | string): void => {
    const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
    parts.push(bytes);
    length += bytes.length;
  };
  /** Objects are numbered by their order, from 1. */
  const object = (body: string, stream?: Buffer): void => {
    offsets.push(length);
    push(`${String(offsets.length)} 0 obj\n${body}\n`);
    if (stream) {
      push('stream\n');
      push(stream);
      push('\nendstream\n');
    }
    push('endobj\n');
  };
  // The second line says to programs that look at the first bytes that the file is no text.
  push('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n');
  const first = 4;
  const kids = pages.map((_, at) => `${String(first + at * 3)} 0 R`).join(' ');
  object('<< /Type /Catalog /Pages 2 0 R >>');
  object(`<< /Type /Pages /Kids [${kids}] /Count ${String(pages.length)} >>`);
  object(`<< /Title <feff${utf16Hex(title)}> /Producer (Packline) >>`);
  pages.forEach((page, at) => {
    const here = first + at * 3;
    const width = ((page.width * POINTS) / dpi).toFixed(2);
    const height = ((page.height * POINTS) / dpi).toFixed(2);
    object(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${width} ${height}] ` +
        `/Resources << /XObject << /P ${String(here + 2)} 0 R >> >> /Contents ${String(here + 1)} 0 R >>`,
    );
    const draw = Buffer.from(`q ${width} 0 0 ${height} 0 0 cm /P Do Q`, 'latin1');
    object(`<< /Length ${String(draw.length)} >>`, draw);
    const dots = deflateSync(rows(page), { level: 6 });
    object(
      `<< /Type /XObject /Subtype /Image /Width ${String(page.width)} /Height ${String(page.height)} ` +
        `/ColorSpace /DeviceGray /BitsPerComponent 1 /Decode [1 0] /Filter /FlateDecode /Length ${String(dots.length)} >>`,
      dots,
    );
  });
  const table = length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const count = String(offsets.length + 1);
  push(`xref\n0 ${count}\n0000000000 65535 f \n${entries}`);
  push(`trailer\n<< /Size ${count} /Root 1 0 R /Info 3 0 R >>\nstartxref\n${String(table)}\n%%EOF\n`);
  return Buffer.concat(parts);
}

/** Rows of whole bytes, one after the other. */
function rows({ width, height, stride, bits }: Bitmap): Buffer {
  const bytes = Math.ceil(width / 8);
  const all = Buffer.alloc(bytes * height);
  for (let y = 0; y < height; y += 1) all.set(bits.subarray(y * stride, y * stride + bytes), y * bytes);
  return all;
}

const utf16Hex = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

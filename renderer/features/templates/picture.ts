import { base64Of, MAX_PICTURE_DOTS } from '../../../shared/label/index.ts';
import type { ImageElement } from '../../../shared/label/index.ts';

/** Dots per mm that a picture is kept with: a 300 dpi head. */
const DOTS_PER_MM = 11.8;

/**
 * A picture file as black and white dots. The browser reads it, in the page's sandbox; grey is dithered by error diffusion
 * (Floyd and Steinberg 1976), clear parts are white.
 * @param w mm that it shall be wide
 * @returns undefined where the browser cannot read it
 */
export async function pictureOfFile(file: File, w: number): Promise<ImageElement['image'] | undefined> {
  let source: ImageBitmap;
  try {
    source = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const wanted = Math.max(8, Math.min(MAX_PICTURE_DOTS, Math.round(w * DOTS_PER_MM)));
  const scale = Math.min(wanted / source.width, MAX_PICTURE_DOTS / source.height);
  const width = Math.max(1, Math.round(source.width * scale));
  const height = Math.max(1, Math.round(source.height * scale));
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const ink = canvas.getContext('2d');
  if (!ink) return undefined;
  ink.fillStyle = '#fff';
  ink.fillRect(0, 0, width, height);
  ink.drawImage(source, 0, 0, width, height);
  return { width, height, bits: base64Of(dotsOf(ink.getImageData(0, 0, width, height).data, width, height)) };
}

/** Grey to dots; exported for its test. */
export function dotsOf(rgba: Uint8ClampedArray | Uint8Array, width: number, height: number): Uint8Array {
  const grey = new Float32Array(width * height);
  for (let i = 0; i < grey.length; i += 1)
    grey[i] = 0.299 * (rgba[i * 4] ?? 0) + 0.587 * (rgba[i * 4 + 1] ?? 0) + 0.114 * (rgba[i * 4 + 2] ?? 0);
  const stride = Math.ceil(width / 8);
  const bits = new Uint8Array(stride * height);
  const spread = (x: number, y: number, error: number): void => {
    if (x >= 0 && x < width && y < height) grey[y * width + x] = (grey[y * width + x] ?? 0) + error;
  };
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const value = grey[y * width + x] ?? 255;
      const black = value < 128;
      if (black) {
        const at = y * stride + (x >> 3);
        bits[at] = (bits[at] ?? 0) | (0x80 >> (x & 7));
      }
      const error = value - (black ? 0 : 255);
      spread(x + 1, y, (error * 7) / 16);
      spread(x - 1, y + 1, (error * 3) / 16);
      spread(x, y + 1, (error * 5) / 16);
      spread(x + 1, y + 1, error / 16);
    }
  return bits;
}

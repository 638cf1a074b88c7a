export { bitmapToPng } from './png.ts';

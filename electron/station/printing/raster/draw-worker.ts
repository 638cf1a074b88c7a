import { parentPort, workerData } from 'node:worker_threads';
import { encodeForPrinter } from '../languages/index.ts';
import type { DrawAnswer, DrawOrder, DrawSettings } from './drawer.ts';
import { bitmapsToPdf } from './pdf.ts';
import { createLabelRenderer } from './renderer.ts';

/** The thread of `drawer.ts`: draws one paper after another. */
const settings = workerData as DrawSettings;
const renderer = createLabelRenderer(settings.fontsDir === undefined ? {} : { fontsDir: settings.fontsDir });

function draw({ id, job, options, profile, pdf }: DrawOrder): DrawAnswer {
  const { pages, errors } = renderer.render(job, options);
  if (errors.length > 0) return { id };
  if (pdf !== undefined) return { id, bytes: Uint8Array.from(bitmapsToPdf(pages, options.dpi, pdf)) };
  if (!profile) return { id };
  return { id, bytes: Uint8Array.from(Buffer.concat(pages.map((page) => encodeForPrinter(page, profile)))) };
}

parentPort?.on('message', (order: DrawOrder) => {
  const answer = draw(order);
  parentPort?.postMessage(answer, answer.bytes ? [answer.bytes.buffer] : []);
});
renderer.warmUp();

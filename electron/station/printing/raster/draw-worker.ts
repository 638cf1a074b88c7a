import { parentPort, workerData } from 'node:worker_threads';
import { encodeForPrinter } from '../languages/index.ts';
import type { DrawAnswer, DrawOrder, DrawSettings } from './drawer.ts';
import { createLabelRenderer } from './renderer.ts';

/** The thread of `drawer.ts`: draws one paper after another. */
const settings = workerData as DrawSettings;
const renderer = createLabelRenderer(settings.fontsDir === undefined ? {} : { fontsDir: settings.fontsDir });

function draw({ id, job, options, profile }: DrawOrder): DrawAnswer {
  const { pages, errors } = renderer.render(job, options);
  if (errors.length > 0) return { id };
  return { id, bytes: Uint8Array.from(Buffer.concat(pages.map((page) => encodeForPrinter(page, profile)))) };
}

parentPort?.on('message', (order: DrawOrder) => {
  const answer = draw(order);
  parentPort?.postMessage(answer, answer.bytes ? [answer.bytes.buffer] : []);
});
renderer.warmUp();

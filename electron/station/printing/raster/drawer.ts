import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PrinterProfile } from '../../../../shared/codec/printer/index.ts';
import type { RenderJob, RenderOptions } from './renderer.ts';

export interface DrawSettings {
  readonly fontsDir?: string;
}
export interface DrawOrder {
  readonly id: number;
  readonly job: RenderJob;
  readonly options: RenderOptions;
  /** What the bytes are for: a printer's language, or a PDF with this title. */
  readonly profile?: PrinterProfile;
  readonly pdf?: string;
}
export interface DrawAnswer {
  readonly id: number;
  /** Absent where the paper cannot be drawn; why, the caller learns by drawing it himself. */
  readonly bytes?: Uint8Array<ArrayBuffer>;
}

/** Draws papers on a thread of its own: 20–50 ms that no scan has to wait for. */
export interface Drawer {
  /** @returns the printer's bytes; undefined where it could not be drawn there (no thread, missing data, …) */
  draw(job: RenderJob, options: RenderOptions, profile: PrinterProfile): Promise<Uint8Array | undefined>;
  /** The same as a PDF. */
  pdf(job: RenderJob, options: RenderOptions, title: string): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

/** Beside the built station, or in its source. */
function threadFile(): string {
  const built = join(import.meta.dirname, 'draw.js');
  return existsSync(built) ? built : join(import.meta.dirname, 'draw-worker.ts');
}

/** Starts the thread, which loads fonts and code at once. Where it fails, `draw` says so by `undefined`, for good. */
export function createDrawer(settings: DrawSettings, log: (line: string) => void): Drawer {
  const waiting = new Map<number, (bytes: Uint8Array | undefined) => void>();
  let lastId = 0;
  let closed = false;
  let worker: Worker | undefined = new Worker(threadFile(), { workerData: settings, name: 'labels' });

  const gone = (): void => {
    worker = undefined;
    for (const tell of waiting.values()) tell(undefined);
    waiting.clear();
  };
  worker.on('message', ({ id, bytes }: DrawAnswer) => {
    waiting.get(id)?.(bytes);
    waiting.delete(id);
  });
  worker.on('error', (error) => {
    log(`labels are drawn without a thread: ${error.name}`);
    gone();
  });
  worker.on('exit', gone);
  // It must never keep a station from ending.
  worker.unref();

  function order(given: Omit<DrawOrder, 'id'>): Promise<Uint8Array | undefined> {
    const thread = worker;
    if (!thread) return Promise.resolve(undefined);
    lastId += 1;
    const id = lastId;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      thread.postMessage({ id, ...given } satisfies DrawOrder);
    });
  }

  return {
    draw: (job, options, profile) => order({ job, options, profile }),
    pdf: (job, options, pdf) => order({ job, options, pdf }),
    async close() {
      if (closed) return;
      closed = true;
      await worker?.terminate();
    },
  };
}

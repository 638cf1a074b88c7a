import { createRequire } from 'node:module';
import type * as Canvas from '@napi-rs/canvas';

const require = createRequire(import.meta.url);

/** The canvas, loaded at the first drawing: it takes 0.1 s, which the start of the station need not wait for. */
export const canvas = (): typeof Canvas => require('@napi-rs/canvas') as typeof Canvas;

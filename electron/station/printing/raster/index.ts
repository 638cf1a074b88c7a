export { bitmapToPng } from './png.ts';
export { createDrawer } from './drawer.ts';
export type { Drawer } from './drawer.ts';
export { createLabelRenderer } from './renderer.ts';
export type { LabelRenderer, Rendered, RenderJob, RenderOptions } from './renderer.ts';

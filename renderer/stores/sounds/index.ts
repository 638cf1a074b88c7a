export * from './player.ts';
export * from './synth.ts';
export * from './table.ts';

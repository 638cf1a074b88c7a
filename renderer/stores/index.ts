export * from './context.tsx';
export * from './marks.ts';
export * from './station.ts';
export * from './types.ts';
export * from './sounds/index.ts';
export * from './use-list.ts';
export * from './pictures.ts';

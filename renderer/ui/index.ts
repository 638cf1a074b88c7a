export * from './parts.tsx';
export * from './shapes.tsx';

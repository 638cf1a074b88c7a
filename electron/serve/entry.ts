import { keepCompiledCode } from './code-cache.ts';

keepCompiledCode();
const { startStation } = await import('../station/index.ts');
const { runServe } = await import('./run.ts');
await runServe(startStation);

import { keepCompiledCode } from '../station/host/code-cache.ts';

keepCompiledCode();
const { runServe } = await import('./run.ts');
await runServe(async () => (await import('../station/index.ts')).startStation);

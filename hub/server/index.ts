export { createHubApp } from './app.ts';
export type { HubApp, HubAppOptions, HubLimits } from './app.ts';
export type { HubDeps, HubModule } from './deps.ts';
export { HubError, parseBody } from './errors.ts';
export { describe } from './openapi.ts';
export { startHub } from './start.ts';
export type { RunningHub, StartOptions } from './start.ts';

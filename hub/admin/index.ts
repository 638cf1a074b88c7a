export type { Admin } from './admin.ts';
export { adminOf } from './client.ts';
export { openAdmin } from './server.ts';

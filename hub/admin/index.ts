export type { Admin } from './admin.ts';
export { adminOf } from './client.ts';
export { adminOver } from './over.ts';
export { openAdmin } from './server.ts';

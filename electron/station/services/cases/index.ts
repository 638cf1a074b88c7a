export { createCases } from './cases.ts';
export { actOnCase, receiveReturned } from './act.ts';
export type { CasesService, OpenCase } from './types.ts';

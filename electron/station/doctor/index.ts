export { examine } from './examine.ts';
export type { Examined } from './examine.ts';
export { exitCodeOf, FINDINGS } from './findings.ts';
export type { Finding, FindingCode, Level } from './findings.ts';
export { repair } from './repair.ts';
export type { Repaired } from './repair.ts';
export { inChinese, sayFinding } from './words.ts';

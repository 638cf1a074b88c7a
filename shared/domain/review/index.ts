export * from './types.ts';
export * from './reasons.ts';
export * from './promotions.ts';
export * from './remarks.ts';
export * from './checks.ts';
export * from './verdict.ts';
export * from './rule-sets.ts';

export * from './commands.ts';
export * from './verdict.ts';

export * from './commands.ts';
export * from './verdict.ts';
export * from './session.ts';

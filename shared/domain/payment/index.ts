export * from './reconcile.ts';
export * from './reminders.ts';

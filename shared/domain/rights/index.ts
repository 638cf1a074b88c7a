export * from './person.ts';
export * from './posts.ts';

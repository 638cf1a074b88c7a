export { default } from './FirstStart.tsx';

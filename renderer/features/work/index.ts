export { default } from './WorkPage.tsx';

export { default } from './ImportPage.tsx';

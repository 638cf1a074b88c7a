export { default } from './PrintsPage.tsx';

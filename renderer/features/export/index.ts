export { default } from './ExportPage.tsx';

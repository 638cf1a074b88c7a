export { default } from './TemplatesPage.tsx';

export { default } from './CasesPage.tsx';

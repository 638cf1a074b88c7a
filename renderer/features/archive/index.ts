export { default } from './ArchivePage.tsx';

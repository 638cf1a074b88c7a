export { default } from './BlockedPage.tsx';

export { default } from './IntakePage.tsx';

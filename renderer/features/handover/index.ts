export { default } from './HandoverPage.tsx';

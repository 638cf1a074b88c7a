export { default } from './ShippedPage.tsx';

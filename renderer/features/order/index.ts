export { default } from './OrderPage.tsx';

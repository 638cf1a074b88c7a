export { default } from './CustomersPage.tsx';

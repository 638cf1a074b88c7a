export { default } from './CarriersPage.tsx';

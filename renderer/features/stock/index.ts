export { StockPage as default } from './StockPage.tsx';

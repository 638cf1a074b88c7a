export { olderRoutes } from './routes.ts';
export { createTermsIndex, type TermsIndex } from './terms-index.ts';

export { ReviewPage as default } from './ReviewPage.tsx';

export { default } from './QueuePage.tsx';

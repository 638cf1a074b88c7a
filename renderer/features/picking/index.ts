export { default } from './PickingPage.tsx';

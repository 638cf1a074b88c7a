export { Placeholder as default } from '../../ui/placeholder.tsx';

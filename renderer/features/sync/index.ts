export { HubTab } from './HubTab.tsx';

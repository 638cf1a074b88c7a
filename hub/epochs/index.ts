export { createEpochs, lostAt, type Epochs, type Seen } from './epochs.ts';

import { startStation } from '../station/index.ts';
import { runServe } from './run.ts';

await runServe(startStation);

import { startPreload } from './preload.ts';

startPreload(process.argv);

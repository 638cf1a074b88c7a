import { startMain } from './main.ts';

void startMain({ argv: process.argv, folder: import.meta.dirname });

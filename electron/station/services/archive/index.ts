export { createArchive, type Archive } from './archive.ts';
export { createWholeFile, type WholeFile } from './whole-file.ts';

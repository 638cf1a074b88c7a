import { resolve } from 'node:path';

export interface Flags {
  /** Folder from `--data`, absolute. */
  readonly data: string | undefined;
  /** Fills the screen and cannot be left: for a bench. */
  readonly kiosk: boolean;
  readonly fullscreen: boolean;
}

/** Reads our flags; Electron and Chromium have their own among them, which are left alone. */
export function readFlags(argv: readonly string[]): Flags {
  const at = argv.indexOf('--data');
  const joined = argv.find((arg) => arg.startsWith('--data='))?.slice('--data='.length);
  const data = joined ?? (at >= 0 ? argv[at + 1] : undefined);
  return {
    data: data === undefined ? undefined : resolve(data),
    kiosk: argv.includes('--kiosk'),
    fullscreen: argv.includes('--fullscreen'),
  };
}

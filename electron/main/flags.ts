import { resolve } from 'node:path';

export interface Flags {
  /** Folder from `--data`, absolute. */
  readonly data: string | undefined;
  /** Fills the screen and cannot be left: for a bench. */
  readonly kiosk: boolean;
  readonly fullscreen: boolean;
  /** The bench that the window shows first. */
  readonly bench: string | undefined;
}

/** Reads our flags; Electron and Chromium have their own among them, which are left alone. */
export function readFlags(argv: readonly string[]): Flags {
  const data = valueOf(argv, '--data');
  return {
    data: data === undefined ? undefined : resolve(data),
    kiosk: argv.includes('--kiosk'),
    fullscreen: argv.includes('--fullscreen'),
    bench: valueOf(argv, '--bench'),
  };
}

function valueOf(argv: readonly string[], flag: string): string | undefined {
  const joined = argv.find((arg) => arg.startsWith(`${flag}=`))?.slice(flag.length + 1);
  const at = argv.indexOf(flag);
  return joined ?? (at >= 0 ? argv[at + 1] : undefined);
}

import type { FakePort } from './ports.ts';

/** The order of calls matters in Electron: this is what has happened so far. */
export const state = {
  ready: false,
  whenReady: [] as (() => void)[],
  schemes: new Set<string>(),
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  paths: new Map<string, string>(),
  lockHeldElsewhere: false,
  sandboxEnforced: false,
  exitCode: undefined as number | undefined,
  errorBoxes: [] as string[],
  /** What the person chooses in the save dialog; undefined cancels. */
  saveTo: undefined as string | undefined,
  saveDialogs: [] as { defaultPath?: string }[],
  menuRemoved: false,
  keyStore: { backend: 'gnome_libsecret', available: true, rotated: false },
  permission: {} as { request?: PermissionRequest; check?: () => boolean; device?: () => boolean },
  exposed: new Map<string, unknown>(),
  /** The preload's listener, by channel. */
  rendererListeners: new Map<string, (event: { ports: FakePort[] }) => void>(),
  /** Who sends what the preload sends: a frame of a window. */
  sender: undefined as { sender: unknown; senderFrame: unknown } | undefined,
};

type PermissionRequest = (
  contents: unknown,
  permission: string,
  callback: (granted: boolean) => void,
) => void;

/** Thrown where Electron would throw, or silently not work. */
export class ElectronRefusal extends Error {}

export function refuse(reason: string): never {
  throw new ElectronRefusal(reason);
}

export function needsReady(what: string): void {
  if (!state.ready) refuse(`${what} before app is ready`);
}

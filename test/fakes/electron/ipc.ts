import { refuse, state } from './state.ts';
import type { FakePort } from './ports.ts';

type Sender = NonNullable<typeof state.sender>;
const listeners = new Map<string, (event: Sender, ...args: unknown[]) => void>();
const invokers = new Map<string, (event: Sender, ...args: unknown[]) => Promise<unknown>>();

export const ipcMain = {
  on(channel: string, listener: (event: Sender, ...args: unknown[]) => void): void {
    listeners.set(channel, listener);
  },
  handle(channel: string, handler: (event: Sender, ...args: unknown[]) => Promise<unknown>): void {
    if (invokers.has(channel)) refuse(`a second handler for ${channel}`);
    invokers.set(channel, handler);
  },
  reset(): void {
    listeners.clear();
    invokers.clear();
  },
};

function currentSender(): Sender {
  return state.sender ?? refuse('no frame has loaded this preload');
}

export const ipcRenderer = {
  send(channel: string, ...args: unknown[]): void {
    const copy = structuredClone(args);
    const sender = currentSender();
    queueMicrotask(() => listeners.get(channel)?.(sender, ...copy));
  },
  async invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    const handler = invokers.get(channel) ?? refuse(`No handler registered for '${channel}'`);
    return structuredClone(await handler(currentSender(), ...(structuredClone(args) as unknown[])));
  },
  on(channel: string, listener: (event: { ports: FakePort[] }) => void): void {
    state.rendererListeners.set(channel, listener);
  },
};

/** What may cross to the page: functions and plain values; Electron drops or refuses the rest. */
function checkExposed(value: unknown, path: string): void {
  if (value === ipcRenderer) refuse('ipcRenderer must not be exposed');
  if (typeof value === 'object' && value !== null) {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && !Array.isArray(value)) refuse(`${path} is no plain object`);
    for (const [key, inner] of Object.entries(value)) checkExposed(inner, `${path}.${key}`);
  }
}

export const contextBridge = {
  exposeInMainWorld(name: string, value: unknown): void {
    if (state.exposed.has(name)) refuse(`${name} is exposed already`);
    checkExposed(value, name);
    state.exposed.set(name, value);
  },
};

const pathOf = new WeakMap<object, string>();

export const webUtils = {
  /** A file that a person chose: the tests' way to give it a path. */
  choose<F extends object>(file: F, path: string): F {
    pathOf.set(file, path);
    return file;
  },
  getPathForFile(file: unknown): string {
    if (!(file instanceof File)) return refuse('getPathForFile takes a File');
    return pathOf.get(file) ?? '';
  },
};

import { MessageChannel } from 'node:worker_threads';
import type { FakePort } from '../../fakes/electron/index.ts';

type Listener = (event: { source: unknown; data: unknown; ports: readonly unknown[] }) => void;

/** As much of a page's window as the preload and the page's host use: messages to itself, with ports. */
export function createFakeWindow() {
  const listeners = new Set<Listener>();
  const window = {
    addEventListener: (_type: string, listener: Listener) => void listeners.add(listener),
    removeEventListener: (_type: string, listener: Listener) => void listeners.delete(listener),
    postMessage(data: unknown, _target: string, ports: readonly FakePort[]) {
      const arrived = ports.map(toWebPort);
      queueMicrotask(() => {
        for (const listener of [...listeners]) listener({ source: window, data, ports: arrived });
      });
    },
  };
  return window;
}

/** In a page the other end of main's port is a web MessagePort. */
function toWebPort(port: FakePort): unknown {
  const { port1, port2 } = new MessageChannel();
  port.on('message', ({ data }: { data: unknown }) => port1.postMessage(data));
  port.on('close', () => port1.close());
  port1.on('message', (data: unknown) => port.postMessage(data));
  port1.on('close', () => port.close());
  port.start();
  return port2;
}

import { BRIDGE_NAME, PORT_MESSAGE } from '../../shared/contract/hosts.ts';
import type { Bridge } from '../../shared/contract/hosts.ts';
import { createChannel } from '../../shared/rpc/index.ts';
import type { Channel, Contract } from '../../shared/rpc/index.ts';
import { keepConnected } from './connection.ts';
import { HostError } from './host.ts';
import type { Host } from './host.ts';
import { pageTimers } from './timers.ts';

/** Time in which main must hand over a port, in ms; the station may still be starting. */
const PORT_WAIT_MS = 5_000;

/** The preload's value, in Electron only. */
export function findBridge(): Bridge | undefined {
  return (window as Window & { readonly [BRIDGE_NAME]?: Bridge })[BRIDGE_NAME];
}

/** The Electron host: main gives the page a port to the station, and a new one after each restart. */
export function createElectronHost<C extends Contract>(contract: C, bridge: Bridge) {
  return {
    kind: 'electron',
    capabilities: { saveDialog: true, filesInPlace: true, kiosk: bridge.kiosk },
    language: bridge.language,
    connect: (onState) =>
      keepConnected({ contract, timers: pageTimers, open: () => openPort(bridge), onState }),
    async upload(file) {
      const answer = await bridge.acceptFile(file);
      if (!answer.ok) throw new HostError(answer.code);
      return { token: answer.token, name: file.name, size: file.size };
    },
    async download(token, suggestedName) {
      const answer = await bridge.save(token, suggestedName);
      if (!answer.ok) throw new HostError(answer.code);
      return answer.saved ? 'saved' : 'cancelled';
    },
  } satisfies Host<C>;
}

function openPort(bridge: Bridge): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const timer = pageTimers.after(PORT_WAIT_MS, () => {
      window.removeEventListener('message', hear);
      reject(new HostError('lost'));
    });
    function hear(event: MessageEvent<unknown>): void {
      const port = event.ports[0];
      // Only the preload, which shares the page's window, may hand in a port.
      if (event.source !== window || event.data !== PORT_MESSAGE || !port) return;
      window.removeEventListener('message', hear);
      void timer.dispose();
      resolve(portChannel(port));
    }
    window.addEventListener('message', hear);
    bridge.wantPort();
  });
}

function portChannel(port: MessagePort): Channel {
  const side = createChannel({ send: (message) => port.postMessage(message), close: () => port.close() });
  port.addEventListener('message', (event: MessageEvent<unknown>) => side.receive(event.data));
  port.addEventListener('close', () => side.closed());
  port.start();
  return side.channel;
}

import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Network } from './network.ts';
import type { World } from './world.ts';

/** One open stream: what the hub writes arrives in order, late or, once something was lost, not at all any more. */
export interface Connection {
  /** What the hub's code takes for the answer of an HTTP request. */
  readonly response: ServerResponse;
  /** Resolves when either side is gone. */
  readonly ended: Promise<void>;
  end(): void;
}

/** @param receive one frame of the stream; where it throws, the reader is gone */
export function openConnection(
  world: World,
  network: Network,
  station: string,
  receive: (event: string, data: string) => void,
): Connection {
  const waiting: string[] = [];
  let buffered = 0;
  let reading = false;
  let over: () => void;
  const ended = new Promise<void>((resolve) => (over = resolve));

  async function deliver(): Promise<void> {
    if (reading) return;
    reading = true;
    while (waiting.length > 0 && !response.destroyed) {
      const frame = waiting[0] ?? '';
      if (!(await network.arrives(station))) return end();
      try {
        const [, event = '', data = ''] = /^event: (\w+)\ndata:\s?(.*)\n\n$/s.exec(frame) ?? [];
        receive(event, data);
      } catch {
        return end();
      }
      waiting.shift();
      buffered -= frame.length;
      if (buffered === 0) response.emit('drain');
    }
    reading = false;
  }

  const response = Object.assign(new EventEmitter(), {
    destroyed: false,
    writableEnded: false,
    get writableLength() {
      return buffered;
    },
    writeHead: () => undefined,
    write(text: string) {
      waiting.push(text);
      buffered += text.length;
      world.spawn(deliver);
      return true;
    },
    end: () => end(),
    destroy: () => end(),
  });

  function end(): void {
    if (response.destroyed) return;
    response.destroyed = true;
    response.emit('close');
    over();
  }
  return { response: response as unknown as ServerResponse, ended, end };
}

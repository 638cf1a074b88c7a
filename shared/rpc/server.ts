import type { Disposable } from '../base/index.ts';
import type { Channel } from './channel.ts';
import type { Contract, EmittedValue, EventName, Handlers } from './contract.ts';
import { parseCallFrame } from './frames.ts';
import type { CallFrame, ServerFrame } from './frames.ts';

/** Calls of one connection that may be under way at once; a page that asks for more is broken. */
const MAX_CALLS = 256;

export interface ServeOptions<Context> {
  /** Handed to every handler of this connection. */
  readonly context: Context;
  /**
   * Notes what a handler threw, in the station's log.
   * @returns the id under which it is found there: all that the other side learns.
   */
  readonly report?: (error: unknown, method: string) => string;
}

/** Thrown by a handler for a call that whoever is at this connection may not make. */
export class CallRefused extends Error {
  constructor() {
    super('not allowed');
    this.name = 'CallRefused';
  }
}

/** One served connection. Disposing it stops answering; the channel stays open for its owner to close. */
export interface Served<C extends Contract> extends Disposable {
  emit<E extends EventName<C>>(event: E, value: EmittedValue<C, E>): void;
}

/**
 * Answers the calls that arrive on a channel. Unknown methods, invalid input, malformed messages and repeated
 * call ids are refused with a code; a handler that throws becomes `internal` without its text.
 */
export function serveContract<C extends Contract, Context>(
  contract: C,
  handlers: Handlers<C, Context>,
  channel: Channel,
  options: ServeOptions<Context>,
): Served<C> {
  const table: Readonly<Record<string, (input: never, context: Context) => unknown>> = handlers;
  let active = 0;
  let lastId = 0;
  let stopped = false;

  const send = (frame: ServerFrame): void => {
    if (!stopped) channel.send(frame);
  };

  async function answer(call: CallFrame): Promise<void> {
    const { id, method } = call;
    const shape = Object.hasOwn(contract.methods, method) ? contract.methods[method] : undefined;
    const handler = Object.hasOwn(table, method) ? table[method] : undefined;
    if (!shape || !handler) return send({ t: 'error', id, code: 'unknown-method' });
    if (active >= MAX_CALLS) return send({ t: 'error', id, code: 'busy' });
    const input = shape.input.safeParse(call.input);
    if (!input.success) return send({ t: 'error', id, code: 'invalid-input' });
    active += 1;
    try {
      send({ t: 'result', id, value: await handler(input.data as never, options.context) });
    } catch (error) {
      if (error instanceof CallRefused) return send({ t: 'error', id, code: 'not-allowed' });
      send({ t: 'error', id, code: 'internal', incident: options.report?.(error, method) ?? `call-${id}` });
    } finally {
      active -= 1;
    }
  }

  const listening = channel.onMessage((message) => {
    const call = parseCallFrame(message);
    if (!call) return send({ t: 'refused', code: 'malformed' });
    if (call.id <= lastId) return send({ t: 'refused', code: 'duplicate-id' });
    lastId = call.id;
    void answer(call);
  });

  return {
    emit: (event, value) => send({ t: 'event', name: event, value }),
    dispose() {
      stopped = true;
      return listening.dispose();
    },
  };
}

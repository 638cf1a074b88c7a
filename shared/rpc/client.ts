import { createEmitter } from '../base/index.ts';
import type { Disposable, Emitter } from '../base/index.ts';
import type { Channel } from './channel.ts';
import type { CallInput, CallOutput, Contract, EventName, EventValue, MethodName } from './contract.ts';
import { parseServerFrame } from './frames.ts';
import type { RefusalCode, RpcCode } from './frames.ts';

/** Runs something later; handed in, because shared code has no clock. */
export interface Timers {
  after(ms: number, work: () => void): Disposable;
}

/** A call that got no valid answer. What the domain refuses is no error but a value of the method's output. */
export class RpcError extends Error {
  readonly code: RpcCode;
  readonly method: string;
  /** Finds the cause in the station's log (only with `internal`). */
  readonly incident: string | undefined;

  constructor(code: RpcCode, method: string, incident?: string) {
    super(incident === undefined ? `${method}: ${code}` : `${method}: ${code} (${incident})`);
    this.name = 'RpcError';
    this.code = code;
    this.method = method;
    this.incident = incident;
  }
}

/** What the other side did against the contract, without its content. */
export type RpcProblem =
  | { readonly kind: 'malformed-frame' }
  | { readonly kind: 'unknown-event'; readonly name: string }
  | { readonly kind: 'invalid-event'; readonly name: string }
  | { readonly kind: 'refused'; readonly code: RefusalCode };

export interface ClientOptions {
  readonly timers: Timers;
  /** Time limit of a call in ms where the call names none. */
  readonly deadlineMs?: number;
  readonly onProblem?: (problem: RpcProblem) => void;
}

export interface Client<C extends Contract> {
  /**
   * Calls a method of the contract.
   * @throws RpcError (as rejection) with `code`; after `deadline` and `closed` the work may have been done.
   */
  call<M extends MethodName<C>>(
    method: M,
    input: CallInput<C, M>,
    options?: { readonly deadlineMs?: number },
  ): Promise<CallOutput<C, M>>;
  on<E extends EventName<C>>(event: E, listener: (value: EventValue<C, E>) => void): Disposable;
  /** Told once, also to those who ask after it closed. */
  onClose(listener: () => void): Disposable;
  close(): void;
}

const DEFAULT_DEADLINE_MS = 30_000;

interface Pending {
  resolve(value: unknown): void;
  reject(error: RpcError): void;
  readonly method: string;
  readonly deadline: Disposable;
}

/** The calling side of a contract over one connection. All calls under way are rejected when it closes. */
export function createClient<C extends Contract>(
  contract: C,
  channel: Channel,
  options: ClientOptions,
): Client<C> {
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, Emitter<never>>();
  const problem = options.onProblem ?? (() => undefined);
  let lastId = 0;
  let open = true;

  function take(id: number): Pending | undefined {
    const call = pending.get(id);
    pending.delete(id);
    void call?.deadline.dispose();
    return call;
  }

  function settle(call: Pending, value: unknown): void {
    const output = contract.methods[call.method]?.output.safeParse(value);
    if (output?.success) call.resolve(output.data);
    else call.reject(new RpcError('invalid-output', call.method));
  }

  function hear(name: string, value: unknown): void {
    const validator = Object.hasOwn(contract.events, name) ? contract.events[name] : undefined;
    if (!validator) return problem({ kind: 'unknown-event', name });
    const checked = validator.safeParse(value);
    if (!checked.success) return problem({ kind: 'invalid-event', name });
    return listeners.get(name)?.emit(checked.data as never);
  }

  void channel.onMessage((message) => {
    const frame = parseServerFrame(message);
    if (!frame) return problem({ kind: 'malformed-frame' });
    if (frame.t === 'event') return hear(frame.name, frame.value);
    if (frame.t === 'refused') return problem({ kind: 'refused', code: frame.code });
    const call = take(frame.id);
    if (!call) return undefined; // answered after its deadline
    if (frame.t === 'result') return settle(call, frame.value);
    return call.reject(new RpcError(frame.code, call.method, frame.incident));
  });

  void channel.onClose(() => {
    open = false;
    for (const [id, call] of [...pending]) {
      take(id);
      call.reject(new RpcError('closed', call.method));
    }
  });

  return {
    call(method, input, callOptions) {
      type Output = CallOutput<C, typeof method>;
      if (!open) return Promise.reject(new RpcError('closed', method));
      lastId += 1;
      const id = lastId;
      return new Promise<Output>((resolve, reject) => {
        const ms = callOptions?.deadlineMs ?? options.deadlineMs ?? DEFAULT_DEADLINE_MS;
        const deadline = options.timers.after(ms, () => {
          take(id);
          reject(new RpcError('deadline', method));
        });
        pending.set(id, { resolve: (value) => resolve(value as Output), reject, method, deadline });
        channel.send({ t: 'call', id, method, input });
      });
    },
    on(event, listener) {
      const emitter = listeners.get(event) ?? createEmitter<never>();
      listeners.set(event, emitter);
      return emitter.on(listener);
    },
    onClose: (listener) => channel.onClose(listener),
    close: () => channel.close(),
  };
}

import { createEmitter } from '../../shared/base/index.ts';
import type { Emitter } from '../../shared/base/index.ts';
import { stationContract } from '../../shared/contract/index.ts';
import type { MethodInput, MethodName, MethodOutput, StationContract } from '../../shared/contract/index.ts';
import { RpcError } from '../../shared/rpc/index.ts';
import type { Client } from '../../shared/rpc/index.ts';
import type { Connection, Host } from '../../renderer/host/index.ts';

export type Answers = {
  [M in MethodName]?: (input: MethodInput<M>) => MethodOutput<M> | Promise<MethodOutput<M>>;
};

export interface PageHost {
  readonly host: Host<StationContract>;
  /** Pushes an event to the page, checked against the contract as the real client does. */
  push<E extends keyof StationContract['events']>(event: E, value: unknown): void;
  /** The station says that it cannot start. */
  refuse(code: string): void;
  /** The station goes away, and every call under way with it. */
  lose(): void;
  connect(): void;
  readonly calls: readonly { readonly method: MethodName; readonly input: unknown }[];
}

/**
 * A host whose station is a table of answers. It refuses what the real one refuses: unknown methods, inputs and
 * outputs that do not fit the contract, and calls after the connection is gone.
 */
export function createPageHost(answers: Answers, language = 'zh-CN'): PageHost {
  const calls: { method: MethodName; input: unknown }[] = [];
  let onState: (state: Connection<StationContract>) => void = () => undefined;
  let emitters = new Map<string, Emitter<never>>();
  let alive = false;
  let closers: (() => void)[] = [];

  function makeClient(): Client<StationContract> {
    const mine = emitters;
    const call = async (method: MethodName, input: unknown): Promise<unknown> => {
      if (!alive || mine !== emitters) throw new RpcError('closed', method);
      const shape = stationContract.methods[method];
      const checked = shape.input.safeParse(input);
      if (!checked.success) throw new RpcError('invalid-input', method);
      calls.push({ method, input: checked.data });
      const answer = answers[method] as ((value: unknown) => unknown) | undefined;
      if (!answer) throw new RpcError('unknown-method', method);
      const gone = new Promise<never>((_, reject) =>
        closers.push(() => reject(new RpcError('closed', method))),
      );
      const output = shape.output.safeParse(await Promise.race([answer(checked.data), gone]));
      if (!output.success) throw new RpcError('invalid-output', method);
      return output.data;
    };
    return {
      call: call as Client<StationContract>['call'],
      on(event, listener) {
        const emitter = mine.get(event) ?? createEmitter<never>();
        mine.set(event, emitter);
        return emitter.on(listener as (value: never) => void);
      },
      onClose(listener) {
        closers.push(listener);
        return { dispose: () => void (closers = closers.filter((each) => each !== listener)) };
      },
      close: () => undefined,
    };
  }

  return {
    calls,
    host: {
      kind: 'browser',
      capabilities: { saveDialog: false, filesInPlace: false, kiosk: false },
      language,
      connect(listener) {
        onState = listener;
        listener({ kind: 'connecting' });
        return {
          dispose() {
            onState = () => undefined;
          },
        };
      },
      upload: (file) => Promise.resolve({ token: `token-${file.name}`, name: file.name, size: file.size }),
      download: () => Promise.resolve('started'),
    },
    push(event, value) {
      const checked = stationContract.events[event].safeParse(value);
      if (!checked.success) throw new Error(`${event} does not fit the contract: ${checked.error.message}`);
      emitters.get(event)?.emit(checked.data as never);
    },
    connect() {
      alive = true;
      emitters = new Map();
      onState({ kind: 'ready', client: makeClient() });
    },
    refuse: (code) => onState({ kind: 'refused', code }),
    lose() {
      alive = false;
      for (const closer of closers) closer();
      closers = [];
      onState({ kind: 'lost', attempt: 1 });
    },
  };
}

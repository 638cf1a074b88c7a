/** Why a call failed. A refusal by the domain is no failure: it is a value (`Result`) in the method's output. */
export type RpcCode =
  /** The contract has no such method. */
  | 'unknown-method'
  /** The input does not fit the contract. */
  | 'invalid-input'
  /** The output does not fit the contract: page and station are of different versions, or a handler is wrong. */
  | 'invalid-output'
  /** The handler threw. `incident` finds it in the station's log. */
  | 'internal'
  /** Whoever is at this connection may not make the call. */
  | 'not-allowed'
  /** Too many calls of this connection are under way. */
  | 'busy'
  /** No answer within the call's time limit. The station may still have done the work. */
  | 'deadline'
  /** The connection closed before the answer. The station may still have done the work. */
  | 'closed';

const SERVER_CODES: readonly string[] = [
  'unknown-method',
  'invalid-input',
  'internal',
  'not-allowed',
  'busy',
] satisfies RpcCode[];

/** Why a message was refused that belongs to no call. */
export type RefusalCode = 'malformed' | 'duplicate-id';

export interface CallFrame {
  readonly t: 'call';
  /** Counts up from 1 on each connection. */
  readonly id: number;
  readonly method: string;
  readonly input?: unknown;
}

export type ServerFrame =
  | { readonly t: 'result'; readonly id: number; readonly value?: unknown }
  | { readonly t: 'error'; readonly id: number; readonly code: RpcCode; readonly incident?: string }
  | { readonly t: 'event'; readonly name: string; readonly value?: unknown }
  | { readonly t: 'refused'; readonly code: RefusalCode };

/** @returns the frame, or undefined where the message is none. */
export function parseCallFrame(message: unknown): CallFrame | undefined {
  if (!isRecord(message)) return undefined;
  const { t, id, method, input } = message;
  if (t !== 'call' || !isCallId(id) || typeof method !== 'string') return undefined;
  return { t, id, method, input };
}

/** @returns the frame, or undefined where the message is none. */
export function parseServerFrame(message: unknown): ServerFrame | undefined {
  if (!isRecord(message)) return undefined;
  const { t, id, code, name, value, incident } = message;
  if (t === 'event' && typeof name === 'string') return { t, name, value };
  if (t === 'refused' && (code === 'malformed' || code === 'duplicate-id')) return { t, code };
  if (!isCallId(id)) return undefined;
  if (t === 'result') return { t, id, value };
  if (t === 'error' && isServerCode(code)) {
    return typeof incident === 'string' ? { t, id, code, incident } : { t, id, code };
  }
  return undefined;
}

function isServerCode(code: unknown): code is RpcCode {
  return typeof code === 'string' && SERVER_CODES.includes(code);
}

function isCallId(id: unknown): id is number {
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

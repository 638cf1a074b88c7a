/** A run-time check of a value, by structure (zod's schemas fit), so that rpc depends on no validator. */
export interface Validator<T = unknown> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: unknown };
}

export interface MethodShape {
  readonly input: Validator;
  readonly output: Validator;
}

/** All that may cross one connection: calls from the client, events from the server. */
export interface Contract {
  readonly methods: { readonly [name: string]: MethodShape };
  readonly events: { readonly [name: string]: Validator };
}

/** What a validator hands out. */
export type ValueOf<V> = V extends Validator<infer T> ? T : never;

/** What may be handed to a validator: where it tells (Standard Schema), fields with a default may be left out. */
export type GivenTo<V> = V extends { readonly '~standard': { readonly types?: infer T } }
  ? NonNullable<T> extends { readonly input: infer I }
    ? I
    : ValueOf<V>
  : ValueOf<V>;

export type MethodName<C extends Contract> = Extract<keyof C['methods'], string>;
export type EventName<C extends Contract> = Extract<keyof C['events'], string>;

/** The input as a caller gives it. */
export type CallInput<C extends Contract, M extends MethodName<C>> = GivenTo<C['methods'][M]['input']>;
/** The input as the handler gets it, checked. */
export type HandlerInput<C extends Contract, M extends MethodName<C>> = ValueOf<C['methods'][M]['input']>;
/** The output as the handler gives it. */
export type HandlerOutput<C extends Contract, M extends MethodName<C>> = GivenTo<C['methods'][M]['output']>;
/** The output as the caller gets it, checked. */
export type CallOutput<C extends Contract, M extends MethodName<C>> = ValueOf<C['methods'][M]['output']>;
/** An event as the server gives it. */
export type EmittedValue<C extends Contract, E extends EventName<C>> = GivenTo<C['events'][E]>;
/** An event as the client gets it, checked. */
export type EventValue<C extends Contract, E extends EventName<C>> = ValueOf<C['events'][E]>;

/** One function for every method. `Context` says who calls (the connection's own state). */
export type Handlers<C extends Contract, Context> = {
  readonly [M in MethodName<C>]: (
    input: HandlerInput<C, M>,
    context: Context,
  ) => HandlerOutput<C, M> | Promise<HandlerOutput<C, M>>;
};

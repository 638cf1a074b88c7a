import type { Disposable } from '../../../../shared/base/index.ts';
import type { AccountView, MethodOutput } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { PersonDoc } from '../../../../shared/schema/index.ts';
import type { Outcome } from '../context.ts';
import type { Push } from '../context.ts';

export type SignedIn = Extract<MethodOutput<'session.signIn'>, { ok: true }>['value'];
export type SignInBy = 'pin' | 'password';

/** Whoever a window belongs to at this moment. */
export interface Who extends Actor {
  readonly by: SignInBy;
  /** Nothing but the own password may be changed. */
  readonly mustChange: 'given' | 'expired' | null;
}

/** One attached page, or the console of the machine. */
export interface Window extends Disposable {
  /** The machine's own command line: whoever has the folder and its key needs no other secret. */
  readonly console: boolean;
  who(): Who | undefined;
  view(): AccountView;
  /** What this window may be shown of an event; undefined: nothing. */
  shown(push: Push): unknown;
}

/** What a bench asks of the accounts. */
export interface BenchAccess {
  closed(): boolean;
  /** Why nobody may work at the bench now; undefined where work goes on. */
  refusal(operator: string): 'emergency_stop' | 'sign_in' | undefined;
  /** A badge was scanned at a bench; in the closed mode its PIN is asked for. */
  badge(bench: string, person: PersonDoc): 'signed_in' | 'pin_asked' | 'pin_missing' | 'locked_out';
  /** Somebody scanned: whoever works there is there. */
  acted(bench: string): void;
}

export interface SignInService {
  attach(options: { readonly console: boolean; readonly tell: (view: AccountView) => void }): Window;
  signIn(window: Window, who: string, password: string): Promise<Outcome<SignedIn>>;
  pin(window: Window, bench: string, pin: string): Promise<Outcome<SignedIn>>;
  /** After a secret was proved in another way: the first administrator has just been made. */
  enter(window: Window, person: PersonDoc): SignedIn;
  resume(window: Window, token: string): Outcome<null>;
  lock(window: Window): Promise<void>;
  touch(window: Window): void;
  /** Something that all windows show has changed. */
  tellAll(): void;
  lockedUntil(person: string): number | undefined;
  unlock(person: string): void;
  /** Checks a password as a sign-in does, with lock-out. */
  prove(person: PersonDoc, password: string): Promise<Outcome<null>>;
  /** The same for the PIN. */
  provePin(person: PersonDoc, pin: string): Promise<Outcome<null>>;
  close(): void;
}

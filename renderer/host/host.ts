import type { Disposable } from '../../shared/base/index.ts';
import type { Client, Contract } from '../../shared/rpc/index.ts';

/** How the page stands to its station. Every `ready` brings a fresh client; the old one is closed. */
export type Connection<C extends Contract> =
  | { readonly kind: 'connecting' }
  /** Open; where the station is still starting, the first answer takes until it is there. */
  | { readonly kind: 'ready'; readonly client: Client<C> }
  /** The station is away; the host goes on trying. `attempt` counts from 1. */
  | { readonly kind: 'lost'; readonly attempt: number }
  /** The station says that it cannot start; `code` is a `HostFailure`. `lost` follows: someone may put it right. */
  | { readonly kind: 'refused'; readonly code: string };

export interface FileReceipt {
  /** Names the file in calls to the station. */
  readonly token: string;
  readonly name: string;
  /** Bytes. */
  readonly size: number;
}

/** What the page cannot do by itself and each host does in its own way. */
export interface Host<C extends Contract> {
  readonly kind: 'electron' | 'browser';
  readonly capabilities: {
    /** The host asks where a download goes (else the browser's own download folder). */
    readonly saveDialog: boolean;
    /** A file is read where it lies, without a copy: no progress is told. */
    readonly filesInPlace: boolean;
    /** The window fills the screen and cannot be left. */
    readonly kiosk: boolean;
  };
  /** Language tag that the operating system or browser prefers. */
  readonly language: string;
  /** Connects, and connects again for as long as it is not disposed. Calls back at once with the first state. */
  connect(onState: (state: Connection<C>) => void): Disposable;
  /**
   * Hands a file to the station.
   * @throws HostError with the reason as `code`.
   */
  upload(file: File, onProgress?: (sentBytes: number, totalBytes: number) => void): Promise<FileReceipt>;
  /**
   * Saves what the station made.
   * @throws HostError with the reason as `code`.
   */
  download(token: string, suggestedName: string): Promise<'saved' | 'started' | 'cancelled'>;
}

/** Codes: `refused` (token, sign-in), `too-large`, `unreadable`, `disk-full`, `unknown-token`, `lost`. */
export class HostError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.name = 'HostError';
    this.code = code;
  }
}

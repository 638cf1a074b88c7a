import type { Disposable } from '../../shared/base/index.ts';
import type { DiskOptions } from './services/disk.ts';
export type { StationFailure } from '../../shared/contract/failure.ts';
import type { PowerEvent } from '../../shared/contract/hosts.ts';
import type { FoundHub, HubStation, SyncView } from '../../shared/contract/index.ts';
import type { Cost } from './services/accounts/index.ts';
import type { FolderClaim } from './claim.ts';
import type { Outcome } from './services/context.ts';
import type { SyncOptions } from './services/sync.ts';
import type { Channel } from '../../shared/rpc/index.ts';

/** What a host gives the station at its start. */
export interface StationOptions {
  /** The folder that holds all data; made where it is missing. One station at a time. */
  readonly dataDir: string;
  /** The data key (32 bytes), or the file that holds it (made, for the owner only, where it is missing). */
  readonly key: Uint8Array | { readonly keyFile: string };
  /** One line for the host's log, never with private data. */
  readonly log: (line: string) => void;
  readonly assets: { readonly fontsDir?: string };
  /** For tests: another disk than the real one, and its limits. */
  readonly disk?: DiskOptions;
  readonly version: string;
  /** The data folder, where the host has taken it already (`claimFolder`); the station gives it back. */
  readonly claim?: FolderClaim;
  /** What the host offers of hubs: one on this machine, and those of the local network. */
  readonly hub?: HubHost;
  /** For tests: what the hash of a secret costs. */
  readonly secretCost?: Cost;
  /** For tests: when the station begins to talk to its hub, and how often it tries. */
  readonly sync?: SyncOptions;
}

/** A hub that runs beside the station on this machine (the host starts it), and the look-out for others. */
export interface HubHost {
  /** Of the hub on this machine; null where none runs. */
  serving(): SyncView['serving'];
  /** Why none runs although a person wants one; it is tried again. */
  trouble?(): NonNullable<SyncView['trouble']> | null;
  /** @param otherPort its own is taken, and stations may be told of another */
  serve(on: boolean, otherPort?: boolean): Promise<Outcome<null>>;
  /** A one-time code for another station. */
  code(): Promise<Outcome<{ code: string; until: number; urls: string[] }>>;
  stations(): Promise<Outcome<HubStation[]>>;
  revoke(station: string): Promise<Outcome<null>>;
  discover(): Promise<readonly FoundHub[]>;
  /** As this machine itself reaches the hub that it runs. */
  localUrl?(): string | undefined;
  /** Told when `serving` says something else. */
  onChange(listener: () => void): Disposable;
}

/** A running station as its host sees it: all else goes through the channels. */
export interface Station {
  /**
   * Serves the contract to one page. Disposing it forgets the page; the channel is the host's to close.
   * @param options `console`: a command at the machine itself, whose user has the folder and its key; nobody signs in there
   */
  attach(channel: Channel, options?: { readonly console?: boolean }): Disposable;
  /** Finishes what is being written and lets go of database and devices. */
  close(): Promise<void>;
  /** Told when the station cannot go on (the disk failed, …); the host ends it and starts it anew. */
  onFatal(listener: (error: unknown) => void): Disposable;
  /** Keeps a file that a page sends, under the data folder, for its owner's eyes only. */
  acceptUpload(name: string, stream: AsyncIterable<Uint8Array>): Promise<{ readonly token: string }>;
  /** Takes a file of this machine that the person chose in the window; it is read where it lies. */
  acceptPath(path: string): Promise<{ readonly token: string }>;
  /** @returns what was made for a page to fetch (an export, a PDF), or undefined for an unknown token. */
  openDownload(token: string): StationDownload | undefined;
  /** The machine goes to sleep, wakes or shuts down. */
  onPower?(event: PowerEvent): void;
}

export interface StationDownload {
  /** File name to suggest, with its extension. */
  readonly name: string;
  /** Media type. */
  readonly type: string;
  readonly stream: AsyncIterable<Uint8Array>;
}

/** Rejects with an error whose `code` is a `StationFailure` where the person can do something about it. */
export type StartStation = (options: StationOptions) => Promise<Station>;

/** What an owner of a store may see when it is opened, and what callers may do wrong. */

/** The key is not the one that this store was sealed with; nothing was changed. */
export class StoreKeyError extends Error {
  readonly code = 'store_key_wrong';
}

/** Written by a newer version of Packline; nothing was changed. */
export class StoreVersionError extends Error {
  readonly code = 'store_newer';
  readonly found: number;
  readonly known: number;
  constructor(found: number, known: number) {
    super(`the store has version ${found}, this Packline knows up to ${known}: start a newer Packline`);
    this.found = found;
    this.known = known;
  }
}

/** Another process works with this file. */
export class StoreLockedError extends Error {
  readonly code = 'store_locked';
}

/** The file or database is something else than a hub's store, or cannot hold one. */
export class StoreForeignError extends Error {
  readonly code = 'store_foreign';
}

/** What was to be written cannot be stored as it is (and must not be stored as something else). */
export class UnstorableError extends Error {
  readonly code = 'unstorable';
}

import type { CollectionName } from './schemas.ts';

type Document = Readonly<Record<string, unknown>>;
/** Makes a document of the version before into one of this version. Pure, and harmless where it is run twice. */
export type MigrationStep = (document: Document) => Document;

const asItWas: MigrationStep = (document) => document;

/** Steps by collection and the version that they lead to; append-only. */
export const MIGRATIONS: Readonly<Partial<Record<CollectionName, Readonly<Record<number, MigrationStep>>>>> =
  {
    // 1: may bear a `stamp`; a document without one is older than every one with it.
    products: { 1: asItWas },
    people: {
      1: asItWas,
      // 2: may bear hashes of secrets, who changed it, and former rights; a person without hashes cannot sign in.
      2: asItWas,
    },
    config: { 1: asItWas },
    files: { 1: asItWas },
  };

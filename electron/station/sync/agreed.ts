import {
  createRevision,
  getComposedPrimaryKeyOfDocumentData,
  getDefaultRxDocumentMeta,
  type RxDocumentData,
  type RxStorageInstance,
} from 'rxdb';

/** How far everything written here was at the hub, or refused by it, at some time: kept beside RxDB's own places. */
export interface Agreed {
  /** The storage's checkpoint; undefined = everything must be looked at. */
  read(): Promise<unknown>;
  keep(checkpoint: unknown): Promise<void>;
}

type Mark = RxDocumentData<{
  readonly id: string;
  readonly isCheckpoint: '1';
  readonly itemId: string;
  readonly checkpointData: unknown;
}>;
type Meta = RxStorageInstance<Mark, unknown, unknown>;

/** RxDB's places are called `up` and `down`. */
const ITEM = 'agreed';

/**
 * RxDB's place of the push may have moved past documents that were never brought (a pause between two batches): after a
 * restart it would not say which.
 */
export function createAgreed(meta: () => Meta | undefined): Agreed {
  let kept: string | undefined;
  const idOf = ({ schema }: Meta): string =>
    getComposedPrimaryKeyOfDocumentData(schema, { isCheckpoint: '1', itemId: ITEM });
  return {
    async read() {
      const instance = meta();
      const [mark] = instance ? await instance.findDocumentsById([idOf(instance)], false) : [];
      return mark?.checkpointData;
    },
    async keep(checkpoint) {
      const instance = meta();
      const text = JSON.stringify(checkpoint);
      if (!instance || text === kept) return;
      const [previous] = await instance.findDocumentsById([idOf(instance)], false);
      const document: Mark = {
        id: idOf(instance),
        isCheckpoint: '1',
        itemId: ITEM,
        checkpointData: checkpoint,
        _deleted: false,
        _attachments: {},
        _meta: getDefaultRxDocumentMeta(),
        _rev: createRevision('packline', previous),
      };
      await instance.bulkWrite([previous ? { previous, document } : { document }], 'station');
      kept = text;
    },
  };
}

import {
  getAssumedMasterState,
  type BulkWriteRow,
  type RxCollection,
  type RxDocumentData,
  type RxStorageBulkWriteResponse,
  type RxStorageInstanceReplicationState,
  type RxStorageWriteErrorConflict,
  type WithDeleted,
} from 'rxdb';
import type { Pace } from '../pace.ts';
import { bare, type Fields } from './documents.ts';
import { HubError } from './hub-error.ts';

/**
 * Keeps what the hub gave and what was written here together, in the moments that RxDB's protocol leaves open while a pull
 * and a push cross each other.
 */
export interface Merging {
  merge(master: Fields, own: Fields): Promise<WithDeleted<Fields>>;
  /** What the hub has is written here together with ours, and goes the usual way from there. */
  takeOver(master: Fields): Promise<void>;
  /**
   * RxDB passes over what comes for a document that was written here and is not, as far as it knows, what the hub has: the
   * push will meet the hub's state. It will not where the hub had taken the push before somebody else wrote, and only the
   * answer is still on its way (or was lost in a pause). So what is not here is written here now, before RxDB moves its place
   * past it.
   */
  takeContested(masters: readonly Fields[]): Promise<void>;
  /**
   * From now on no state that was pulled takes anything away from what is here: one that was asked for before a push would
   * put the time before that push in its place, though RxDB knows that the hub has more. @returns undoes it
   */
  guard(pulled: string): () => void;
}

/** The context of such a write; whoever follows what comes from the hub is told of it (see the tables). */
const TAKEN_OVER = 'replication-taken-over';

export function createMerging(deps: {
  readonly collection: RxCollection<Fields>;
  readonly replication: () => RxStorageInstanceReplicationState<Fields> | undefined;
  readonly pace: Pace;
}): Merging {
  const { collection, pace } = deps;
  const { conflictHandler: rule, storageInstance: storage } = collection;
  const isEqual = (a: Fields, b: Fields): boolean =>
    rule.isEqual({ ...a, _deleted: false }, { ...b, _deleted: false }, 'merging');

  const merge = (master: Fields, own: Fields): Promise<WithDeleted<Fields>> =>
    rule.resolve(
      {
        realMasterState: { ...master, _deleted: false },
        newDocumentState: { ...own, _deleted: false },
      },
      'merging',
    );

  async function takeOver(master: Fields): Promise<void> {
    for (;;) {
      const [own] = await storage.findDocumentsById([String(master['id'])], false);
      if (!own) return;
      const { _attachments, _meta, _rev } = own;
      const merged = await merge(master, bare(own));
      if (isEqual(merged, own)) return;
      const document = { ...merged, _deleted: false, _attachments, _meta, _rev } as RxDocumentData<Fields>;
      const { error } = await storage.bulkWrite([{ previous: own, document }], TAKEN_OVER);
      if (error.length === 0) return;
      // Somebody wrote meanwhile: once more with that.
      if (error[0]?.status !== 409) throw new HubError('away', 'sync_failed', { reason: 'not_written' });
    }
  }

  return {
    merge,
    takeOver,
    async takeContested(masters) {
      const internal = deps.replication();
      if (!internal || masters.length === 0) return;
      const byId = new Map(masters.map((master) => [String(master['id']), master]));
      const differing: Fields[] = [];
      for (const own of await storage.findDocumentsById([...byId.keys()], false)) {
        if (!isEqual(byId.get(String(own['id'])) ?? {}, own)) differing.push(own);
        await pace.step();
      }
      if (differing.length === 0) return;
      const ids = differing.map((own) => String(own['id']));
      const assumed = await getAssumedMasterState(internal, ids);
      for (const own of differing) {
        const id = String(own['id']);
        const there = assumed[id]?.docData;
        if (!there || !isEqual(there, own)) await takeOver(byId.get(id) ?? {});
        await pace.step();
      }
    },
    guard(pulled) {
      const write = storage.bulkWrite.bind(storage);
      async function guarded(
        rows: BulkWriteRow<Fields>[],
        context: string,
      ): Promise<RxStorageBulkWriteResponse<Fields>> {
        if (context !== pulled) return write(rows, context);
        const kept: typeof rows = [];
        const held: typeof rows = [];
        for (const row of rows) {
          const { previous, document } = row;
          const loses = previous && !isEqual(await merge(bare(document), bare(previous)), document);
          (loses ? held : kept).push(row);
        }
        if (held.length === 0) return write(rows, context);
        const { error } = kept.length > 0 ? await write(kept, context) : { error: [] };
        for (const { document } of held) await takeOver(bare(document));
        // To RxDB somebody was faster: it leaves the document, and what it knows of the hub, as they are.
        const conflicts = held.map((row) => ({
          status: 409 as const,
          isError: true as const,
          documentId: String(row.document['id']),
          writeRow: row,
          documentInDb: row.previous as RxDocumentData<Fields>,
        })) as RxStorageWriteErrorConflict<Fields>[];
        return { error: [...error, ...conflicts] };
      }
      storage.bulkWrite = guarded;
      return () => {
        if (storage.bulkWrite === guarded) storage.bulkWrite = write;
      };
    },
  };
}

/** Documents in the order of an index, page by page: each begins at the key at which the one before ended. */
export interface Pages<Doc> {
  /** Reads documents from a key on, in its order, after so many of them. */
  read(from: string, skip: number): Promise<Doc[]>;
  keyOf(doc: Doc): string;
  each(docs: Doc[]): Promise<void>;
  /** Room for scans between two pages. */
  pause(): Promise<unknown>;
  goOn(): boolean;
}

export async function eachPage<Doc>({ read, keyOf, each, pause, goOn }: Pages<Doc>): Promise<void> {
  let from = '';
  // Several may share a key: those of the last page are passed over in the next.
  let passed = 0;
  while (goOn()) {
    const docs = await read(from, passed);
    const last = docs.at(-1);
    if (last === undefined) return;
    const key = keyOf(last);
    passed = docs.filter((doc) => keyOf(doc) === key).length + (key === from ? passed : 0);
    from = key;
    await each(docs);
    await pause();
  }
}

/** A change of a file that is not yet known to be on the disk. */
export type Change = Write | { readonly seq: number; readonly size: number };

interface Write {
  readonly seq: number;
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** How much of a file's changes since its last fsync a power cut leaves. */
export type FileFate = 'none' | 'all' | 'prefix' | 'torn' | 'pages' | 'sectors';

/** What is written is written in whole sectors; SQLite counts on no more than that a sector does not harm its neighbours. */
const SECTOR = 512;
const PAGE = 4096;

/** The bytes of a file; grows in steps, so that appending is cheap. */
export interface Image {
  size: number;
  bytes: Buffer;
}

export const imageOf = (content: Uint8Array): Image => ({
  size: content.length,
  bytes: Buffer.from(content),
});

function resize(image: Image, size: number): void {
  if (size > image.bytes.length) {
    const bytes = Buffer.alloc(Math.max(size, 2 * image.bytes.length, 64 * 1024));
    image.bytes.copy(bytes, 0, 0, image.size);
    image.bytes = bytes;
  }
  if (size < image.size) image.bytes.fill(0, size, image.size);
  image.size = size;
}

export function change(image: Image, made: Change): void {
  if ('size' in made) {
    resize(image, made.size);
    return;
  }
  if (made.at + made.bytes.length > image.size) resize(image, made.at + made.bytes.length);
  image.bytes.set(made.bytes, made.at);
}

export const contentOf = (image: Image): Buffer => Buffer.from(image.bytes.subarray(0, image.size));

const copyOf = (image: Image): Image => ({
  size: image.size,
  bytes: Buffer.from(image.bytes.subarray(0, image.size)),
});

export interface Dice {
  next(): number;
  int(min: number, max: number): number;
}

/** The file as the disk has it after a power cut. */
export function survivor(safe: Image, changes: readonly Change[], fate: FileFate, dice: Dice): Buffer {
  const image = copyOf(safe);
  switch (fate) {
    case 'none':
      break;
    case 'all':
      for (const each of changes) change(image, each);
      break;
    case 'prefix':
    case 'torn': {
      const kept = dice.int(0, changes.length);
      for (const each of changes.slice(0, kept)) change(image, each);
      const next = changes[kept];
      if (fate === 'torn' && next && 'bytes' in next) change(image, torn(next, dice));
      break;
    }
    case 'pages':
      patchwork(image, changes, PAGE, dice);
      break;
    case 'sectors':
      patchwork(image, changes, SECTOR, dice);
  }
  return contentOf(image);
}

/** The beginning of a write, up to a border of sectors of the file. */
function torn(write: Write, dice: Dice): Write {
  const end = write.at + write.bytes.length;
  const sectors = Math.floor(end / SECTOR) - Math.floor(write.at / SECTOR);
  const border = (Math.floor(write.at / SECTOR) + dice.int(0, sectors)) * SECTOR;
  return { ...write, bytes: write.bytes.subarray(0, Math.max(0, border - write.at)) };
}

/** Every unit of the file as it was after some of the changes, one earlier, the other later: a cache knows no order. */
function patchwork(image: Image, changes: readonly Change[], unit: number, dice: Dice): void {
  const sizes = [image.size];
  const whole = dice.next();
  const kept = new Map<number, number>();
  const keeps = (index: number): number => {
    const known = kept.get(index);
    if (known !== undefined) return known;
    // A share of the units is quite up to date, so that whole transactions come through beside broken ones.
    const drawn = dice.next() < whole ? changes.length : dice.int(0, changes.length);
    kept.set(index, drawn);
    return drawn;
  };
  for (const [n, made] of changes.entries()) {
    const size = sizes[n] ?? 0;
    if ('size' in made) {
      sizes.push(made.size);
      for (let index = Math.floor(made.size / unit); index * unit < image.size; index += 1) {
        if (keeps(index) <= n) continue;
        image.bytes.fill(0, Math.max(made.size, index * unit), Math.min(image.size, (index + 1) * unit));
      }
      if (made.size > image.size) resize(image, made.size);
      continue;
    }
    const end = made.at + made.bytes.length;
    sizes.push(Math.max(size, end));
    if (end > image.size) resize(image, end);
    for (let index = Math.floor(made.at / unit); index * unit < end; index += 1) {
      if (keeps(index) <= n) continue;
      const from = Math.max(made.at, index * unit);
      const to = Math.min(end, (index + 1) * unit);
      image.bytes.set(made.bytes.subarray(from - made.at, to - made.at), from);
    }
  }
  resize(image, sizes[dice.int(0, changes.length)] ?? image.size);
}

import type { VerdictView } from '../../../shared/contract/index.ts';
import type { Fault, FaultTable } from './faults.ts';
import type { Goods, PaperOrder } from './goods.ts';
import type { Gun, serialGun, wedgeGun } from './guns.ts';
import type { Product } from './host.ts';
import { readDiary, readScreen, until } from './screen.ts';
import type { Screen } from './screen.ts';

export interface PackerOptions {
  readonly product: Product;
  readonly goods: Goods;
  readonly serial: ReturnType<typeof serialGun>;
  readonly wedge: Awaited<ReturnType<typeof wedgeGun>>;
  readonly table: FaultTable;
}

/** What a stop must be to count as caught. */
interface Expected {
  /** Any of these kinds. */
  readonly kinds: readonly string[];
  /** Words that must stand on the stop. */
  readonly names?: readonly string[];
  /** Leaves the stop standing. */
  readonly keep?: boolean;
}

/** Somebody with a gun who looks at the screen. Decides by the screen alone; the station's verdicts only say when. */
export function createPacker({ product, goods, serial, wedge, table }: PackerOptions) {
  const { page, client } = product;
  let gun: Gun = serial;
  const scans = { serial: 0, wedge: 0, fromField: 0 };
  let restored = 0;
  let focusFirst = false;

  const lastSeq = (): number => client.verdicts.at(-1)?.seq ?? 0;

  /** A person is writing in a search field; the gun goes off. The scan counts, and the field has what was typed. */
  async function withFieldFocused(work: () => Promise<void>): Promise<void> {
    await wedge.press('F3');
    const field = page.locator('.workbench-main input[placeholder]').first();
    await field.waitFor();
    await field.focus();
    await wedge.type('ab');
    await work();
    await until(page, 'the bench again', (s) => s.page === 'bench');
    const left = (await readDiary(page)).left.at(-1);
    if (left !== 'ab')
      throw new Error(`the field held ${JSON.stringify(left)} after the scan, typed was "ab"`);
    restored += 1;
  }

  /** Scans, and waits for the station's word on it. What the printer says meanwhile is not about the scan. */
  async function scan(code: string): Promise<VerdictView> {
    const before = lastSeq();
    if (focusFirst && gun.kind === 'wedge') {
      focusFirst = false;
      scans.fromField += 1;
      await withFieldFocused(() => gun.scan(code));
    } else await gun.scan(code);
    scans[gun.kind] += 1;
    try {
      return await client.verdict(before, ({ kind }) => kind !== 'label_sent');
    } catch (error) {
      const seen = JSON.stringify(await readScreen(page));
      throw new Error(`${gun.kind} scan of ${JSON.stringify(code)}: ${String(error)}; screen: ${seen}`, {
        cause: error,
      });
    }
  }

  async function acknowledge(): Promise<Screen> {
    const verdict = await scan('CMD:OK');
    if (verdict.kind !== 'acknowledged') throw new Error(`OK was answered with ${verdict.kind}`);
    return until(page, 'no stop', (s) => s.stop === null);
  }

  /** The bench must have stopped, in word, shape and sound, and nothing may have counted. */
  async function judge(
    before: Screen,
    expected: Expected,
    done: (caught: boolean, instead?: string) => void,
  ) {
    const { kinds, names = [], keep = false } = expected;
    let screen: Screen;
    try {
      screen = await until(
        page,
        `a stop (${kinds.join(', ')})`,
        (s) => s.stop !== null && kinds.includes(s.stop.kind),
      );
    } catch (error) {
      done(false, String(error));
      const { keys } = await readDiary(page);
      throw new Error(`${String(error)}; keys: ${JSON.stringify(keys)}`, { cause: error });
    }
    const { stop } = screen;
    const { sounds } = await readDiary(page);
    const wrong = [
      ...(stop?.title === '' ? ['no word'] : []),
      ...(stop?.shape === false ? ['no shape'] : []),
      ...(screen.verdict?.shape === false ? ['no shape in the strip'] : []),
      ...(sounds.at(-1) === stop?.kind ? [] : [`sound ${String(sounds.at(-1))}`]),
      ...(screen.checked === before.checked || screen.checked === null || before.checked === null
        ? []
        : [`count went from ${String(before.checked)} to ${String(screen.checked)}`]),
      ...names.filter((name) => !stop?.text.includes(name)).map((name) => `does not name ${name}`),
    ];
    done(wrong.length === 0, wrong.join(', '));
    if (!keep) await acknowledge();
    return screen;
  }

  /** Injects a fault by a scan, and judges what the bench does. */
  async function faultyScan(fault: Fault, code: string | Uint8Array, expected: Expected): Promise<Screen> {
    const before = await readScreen(page);
    const done = table.inject(fault, `${before.order ?? 'idle'} ${gun.kind}`);
    if (typeof code === 'string') await scan(code);
    else {
      const seq = lastSeq();
      await serial.raw(code);
      await client.verdict(seq, ({ kind }) => kind !== 'label_sent');
    }
    return judge(before, expected, done);
  }

  async function open(order: PaperOrder, code: string): Promise<Screen> {
    const verdict = await scan(code);
    if (verdict.kind !== 'opened')
      throw new Error(
        `${order.no}: ${code} was answered with ${verdict.kind} ${JSON.stringify(verdict.data)}`,
      );
    const screen = await until(page, `order ${order.no}`, (s) => s.order === order.no);
    if (screen.total !== order.units)
      throw new Error(`${order.no}: ${String(screen.total)} units, not ${order.units}`);
    return screen;
  }

  /** Scans the goods but the last `leave` units; the count on the screen grows with every scan. */
  async function scanUnits(
    order: PaperOrder,
    options: { leave?: number; hook?: (checked: number) => Promise<void> } = {},
  ): Promise<void> {
    const wanted = order.units - (options.leave ?? 0);
    let checked = (await readScreen(page)).checked ?? 0;
    let passed = 0;
    for (const { product: item, qty } of order.lines) {
      const box = goods.caseOf(item);
      let done = Math.min(qty, Math.max(0, checked - passed));
      passed += qty;
      while (done < qty && checked < wanted) {
        const whole = box !== undefined && qty - done >= box.n && wanted - checked >= box.n;
        const n = whole ? box.n : 1;
        await scan(whole ? box.code : goods.codeOf(item));
        done += n;
        checked += n;
        const now = checked;
        if (checked === order.units) return;
        const left = qty - done;
        await until(
          page,
          `${now} units of ${order.no}`,
          (s) => s.checked === now && (left === 0 || (s.item === item.name && s.remaining === left)),
        );
        await options.hook?.(checked);
      }
    }
  }

  return {
    page,
    get scans() {
      return scans;
    },
    get restored() {
      return restored;
    },
    use(kind: 'serial' | 'wedge') {
      gun = kind === 'serial' ? serial : wedge;
      // One scan of every order packed with the keyboard gun goes off while a text field has the focus.
      focusFirst = kind === 'wedge';
    },
    scan,
    acknowledge,
    judge,
    faultyScan,
    open,
    scanUnits,
    until: (what: string, fits: (screen: Screen) => boolean) => until(page, what, fits),
    look: () => readScreen(page),
    lastSeq,
  };
}
export type Packer = ReturnType<typeof createPacker>;

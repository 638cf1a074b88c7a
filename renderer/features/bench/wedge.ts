import {
  createWedgeDecoder,
  DEFAULT_PROFILE,
  readWedge,
  wedgeConfigOf,
} from '../../../shared/codec/scan/index.ts';
import type { GunProfile, KeyRecord, WedgeOutput } from '../../../shared/codec/scan/index.ts';
import type { Disposable } from '../../../shared/base/index.ts';
import { BENCH_COMMANDS } from '../../../shared/domain/index.ts';

type TextField = HTMLInputElement | HTMLTextAreaElement;

export interface BenchKeysOptions {
  /** How the keyboard guns of this window are set; missing = as delivered. */
  readonly profile?: GunProfile;
  /** @param scannedAt epoch ms with fraction. `fault`: the code was cut, see `undressCode`. */
  readonly onScan: (
    text: string,
    scannedAt: number,
    more: { readonly symbology?: string; readonly fault?: string },
  ) => void;
  /** While a gun is tried: sees every key outside of text fields; true = nobody else does. */
  readonly onRaw?: (record: KeyRecord) => boolean;
  readonly onCommand: (name: string, arg: string | undefined) => void;
  /** True while the bench page is on the screen and takes commands from keys. */
  readonly commandsOn: () => boolean;
  /** Keys of the frame (menu, page change); true = taken. */
  readonly onFrameKey: (code: string) => boolean;
  /** Any key: sound may start from now on. */
  readonly onAnyKey: () => void;
}

export type BenchKeys = Disposable;

const COMMAND_BY_KEY = new Map(
  BENCH_COMMANDS.flatMap((command) => (command.key === undefined ? [] : [[command.key, command] as const])),
);
/** A timer this late, in ms, says that the page was busy. */
const LATE_MS = 30;
/** Keys that act without waiting for the end of a burst: no code holds them. */
const isFunctionKey = (code: string): boolean => /^F\d+$/.test(code);

/**
 * Reads the whole window's keys: bursts of a keyboard gun become scans, single keys become commands. A burst that
 * went into a text field is taken out of it again.
 */
export function createBenchKeys(options: BenchKeysOptions): BenchKeys {
  const profile = options.profile ?? DEFAULT_PROFILE;
  const decoder = createWedgeDecoder(wedgeConfigOf(profile));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before: { readonly field: TextField; readonly value: string; readonly at: number | null } | null = null;

  function hear(event: KeyboardEvent): void {
    const down = event.type === 'keydown';
    if (down) options.onAnyKey();
    const field = focusedField();
    const record = recordOf(event);
    // Escape leaves the place where a gun is tried.
    if (!field && event.code !== 'Escape' && options.onRaw?.(record) === true) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (down && !decoder.claims(record) && takeFunctionKey(event)) return;
    if (down && field && decoder.beginsAt(event.timeStamp)) {
      before = { field, value: field.value, at: selectionOf(field) };
    }
    const result = decoder.feed(record, field !== null);
    if (result.swallow) {
      event.preventDefault();
      event.stopPropagation();
    }
    take(result.out, field !== null, event);
    wait();
  }

  function takeFunctionKey(event: KeyboardEvent): boolean {
    if (!isFunctionKey(event.code) || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey)
      return false;
    // Also the browser's own meaning of the key (reload, find, full screen) would take the bench away.
    if (event.code !== 'F12') event.preventDefault();
    if (event.repeat) return true;
    if (options.onFrameKey(event.code)) return true;
    if (options.commandsOn()) command(event.code);
    return true;
  }

  function take(out: readonly WedgeOutput[], editable: boolean, event?: KeyboardEvent): void {
    for (const each of out) {
      if (each.kind === 'scan') {
        restore(each.passed);
        const read = readWedge(each, profile);
        const at = performance.timeOrigin + each.at;
        if (read.kind === 'fault') options.onScan(each.text, at, { fault: read.fault });
        else if (read.kind === 'code') {
          const { text, symbology } = read;
          options.onScan(text, at, symbology === undefined ? {} : { symbology });
        }
      } else if (!editable) {
        keys(each.records, event);
      }
    }
  }

  /** Keys of a person, of which only single ones mean something. */
  function keys(records: readonly KeyRecord[], event?: KeyboardEvent): void {
    const [record, second] = records;
    if (!record || second || record.repeat === true || record.ctrl || record.alt || record.meta) return;
    if (options.onFrameKey(record.code)) {
      event?.preventDefault();
      return;
    }
    // Enter on a button presses the button.
    if (!options.commandsOn() || document.activeElement instanceof HTMLButtonElement) return;
    command(record.code === 'NumpadEnter' ? 'Enter' : record.code);
  }

  function command(code: string): void {
    const found = COMMAND_BY_KEY.get(code);
    if (found) options.onCommand(found.name, found.arg);
  }

  /** Gives the field back what stood in it before the gun, whatever an input method made of the burst. */
  function restore(passed: number): void {
    if (!before || (passed === 0 && before.field.value === before.value)) return;
    const { field, value, at } = before;
    before = null;
    setValue(field, value);
    if (at !== null && selectionOf(field) !== null) field.setSelectionRange(at, at);
    // An input method may still write its own after the burst.
    field.addEventListener('compositionend', () => setTimeout(() => setValue(field, value)), { once: true });
    field.blur();
  }

  function wait(again = false): void {
    clearTimeout(timer);
    const after = decoder.flushAfter;
    if (after === undefined) return;
    const due = performance.now() + after;
    timer = setTimeout(() => {
      // The page was busy: keys may stand behind this timer.
      if (!again && performance.now() - due > LATE_MS) return wait(true);
      take(decoder.flush(performance.now()), focusedField() !== null);
      wait();
    }, after);
  }

  const forget = (): void => {
    clearTimeout(timer);
    decoder.reset();
  };
  window.addEventListener('keydown', hear, { capture: true });
  window.addEventListener('keyup', hear, { capture: true });
  window.addEventListener('blur', forget);
  return {
    dispose() {
      forget();
      window.removeEventListener('keydown', hear, { capture: true });
      window.removeEventListener('keyup', hear, { capture: true });
      window.removeEventListener('blur', forget);
    },
  };
}

const recordOf = (event: KeyboardEvent): KeyRecord => ({
  code: event.code,
  key: event.key,
  shift: event.shiftKey,
  ctrl: event.ctrlKey,
  alt: event.altKey,
  meta: event.metaKey,
  type: event.type === 'keydown' ? 'down' : 'up',
  timeStamp: event.timeStamp,
  repeat: event.repeat,
  caps: event.getModifierState('CapsLock'),
});

/** Input types without text of their own: keys in them are commands, not writing. */
const NO_TEXT = new Set([
  'button',
  'checkbox',
  'radio',
  'range',
  'submit',
  'reset',
  'file',
  'color',
  'image',
]);

/** The text field that has the focus, if any. */
export function focusedField(): TextField | null {
  const active = document.activeElement;
  if (active instanceof HTMLTextAreaElement) return active;
  return active instanceof HTMLInputElement && !NO_TEXT.has(active.type) ? active : null;
}

/** Some input types (number, email) tell no selection. */
function selectionOf(field: TextField): number | null {
  try {
    return field.selectionStart;
  } catch {
    return null;
  }
}

/** Sets the value as typing would, so that React takes it over. */
function setValue(field: TextField, value: string): void {
  const prototype =
    field instanceof HTMLTextAreaElement ? HTMLTextAreaElement.prototype : HTMLInputElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

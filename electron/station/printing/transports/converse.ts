import { createStatusDialog } from '../../../../shared/codec/printer/index.ts';
import type { PrinterLanguage, StatusVerdict } from '../../../../shared/codec/printer/index.ts';
import type { StatusReport } from './types.ts';

/** A line that stands: bytes out, bytes in, and whether it is gone. */
export interface Wire {
  write(bytes: Uint8Array): void;
  /** Called with what comes in, from now on. */
  onData(listener: (bytes: Uint8Array) => void): void;
  /** Resolves when something came in, the line died or the time (ms) is over. */
  pause(ms: number): Promise<void>;
  dead(): boolean;
}

export interface Talk {
  readonly language: PrinterLanguage;
  readonly deadlineMs: number;
  readonly quietMs: number;
  readonly rounds: number;
}

/**
 * Asks over lines that are opened anew each time, and remembers how many answers never came: a converter between serial
 * and network, or a slow printer, may deliver them to the next one who asks.
 */
export function createAsker(): (wire: Wire, talk: Talk) => Promise<StatusReport> {
  let owed: readonly number[] = [];
  return async (wire, talk) => {
    const dialog = createStatusDialog({ ...talk, now: performance.now(), owed });
    wire.onData((bytes) => dialog.hear(bytes, performance.now()));
    for (;;) {
      const step = dialog.step(performance.now());
      if (step.do === 'done') return finish(step.verdict);
      if (wire.dead()) {
        // What it said before it went still counts, if that is enough.
        const last = dialog.step(performance.now() + talk.quietMs);
        if (last.do === 'done') return finish(last.verdict);
        return finish({ state: 'unknown', raw: new Uint8Array(), reach: 'silent', owed });
      }
      if (step.do === 'send') wire.write(step.bytes);
      else await wire.pause(Math.max(1, step.until - performance.now()));
    }
  };

  function finish({ owed: left, ...report }: StatusVerdict): StatusReport {
    owed = left;
    return report;
  }
}

import type { PrinterLanguage } from './profile.ts';
import { blocksPrinting, parseStatus, statusComplete, statusQuery } from './status.ts';
import type { PrinterState, PrinterStatus } from './status.ts';

export interface StatusDialogOptions {
  readonly language: PrinterLanguage;
  /** ms on the caller's clock, here and below */
  readonly now: number;
  readonly deadlineMs: number;
  /** How long the line must be quiet for an answer to be whole, ms. */
  readonly quietMs: number;
  /** How often "ready" must be heard. Two where bytes cannot change under way (TCP), three on a serial line. */
  readonly rounds: number;
  /** When earlier questions were asked whose answers have not come: they may come now, and say what was true then. */
  readonly owed?: readonly number[];
}

export interface StatusVerdict extends PrinterStatus {
  /** `garbled` = something came, but no answer that can be trusted; its state is `unknown`. */
  readonly reach: 'answered' | 'garbled' | 'silent';
  /** When the questions were asked whose answers may still come. */
  readonly owed: readonly number[];
}

export type StatusStep =
  | { readonly do: 'send'; readonly bytes: Uint8Array }
  | { readonly do: 'wait'; readonly until: number }
  | { readonly do: 'done'; readonly verdict: StatusVerdict };

/**
 * Asks a printer for its state in a way that never takes it for ready when it is not. An answer carries no mark of the
 * question that it belongs to, TSPL's is a single byte, and "ready" is zero. Therefore: what is on the line before the
 * question is thrown away; an answer counts when the line is quiet after it and it is exactly the answer, not a byte
 * more; "ready" must be heard several times, once more for each earlier answer that never came; a fault counts at once.
 *
 * A machine without clock and line: the caller sends, hears and waits.
 */
export interface StatusDialog {
  hear(bytes: Uint8Array, now: number): void;
  step(now: number): StatusStep;
}

/** More than any answer; a peer that talks on is no printer. */
const MAX_ANSWER = 512;
const MAX_ROUNDS = 8;
/** An answer that has not come after so long (ms) never will. */
const LATEST_MS = 10_000;

export function createStatusDialog(options: StatusDialogOptions): StatusDialog {
  const { language, quietMs } = options;
  const end = options.now + options.deadlineMs;
  const before = (options.owed ?? []).filter((at) => at > options.now - LATEST_MS);
  const rounds = Math.min(MAX_ROUNDS, options.rounds + before.length);
  let heard: number[] = [];
  let lastHeard = options.now;
  const asked: number[] = [];
  let answered = 0;
  let waiting = false;
  let everHeard = false;
  let state: PrinterState | undefined;

  const verdict = (
    result: PrinterState,
    reach: StatusVerdict['reach'],
    owed: readonly number[] = [...before, ...asked.slice(answered)].slice(-MAX_ROUNDS),
  ): StatusStep => ({ do: 'done', verdict: { state: result, raw: Uint8Array.from(heard), reach, owed } });
  const ask = (now: number): StatusStep => {
    heard = [];
    asked.push(now);
    waiting = true;
    return { do: 'send', bytes: statusQuery(language) };
  };

  return {
    hear(bytes, now) {
      everHeard = true;
      lastHeard = now;
      heard.push(...bytes.subarray(0, MAX_ANSWER + 1 - heard.length));
    },
    step(now) {
      const quietAt = lastHeard + quietMs;
      const answer = Uint8Array.from(heard);
      const whole = waiting && statusComplete(language, answer);
      if (heard.length > MAX_ANSWER) return verdict('unknown', 'garbled');
      if (now >= end) return verdict('unknown', everHeard ? 'garbled' : 'silent');
      // Before the first question, and after an answer, the line must have been quiet.
      if ((!waiting || whole) && now < quietAt) return { do: 'wait', until: Math.min(quietAt, end) };
      if (!waiting) return ask(now);
      if (!whole) return { do: 'wait', until: end };

      const { state: said } = parseStatus(language, answer);
      if (said === 'unknown') return verdict('unknown', 'garbled');
      answered += 1;
      // A fault costs nothing but another look; it needs no second witness.
      if (blocksPrinting(said)) return verdict(said, 'answered');
      state = state === undefined || state === said ? said : 'printing';
      if (answered < rounds) return ask(now);
      // One round more than there were answers missing: none of them can still be under way.
      return verdict(state, 'answered', []);
    },
  };
}

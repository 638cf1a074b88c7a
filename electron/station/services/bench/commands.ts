import { HOLD_REASONS, MAX_QUANTITY_ENTRY, REPRINT_REASONS } from '../../../../shared/domain/index.ts';
import { anotherBox } from './another-box.ts';
import type { Bench } from './bench.ts';
import { afterWeight, askPrint, complete, printLabel } from './labelling.ts';
import { openNext } from './opening.ts';
import { awaitReturned, callHelp, raiseHeld } from './help.ts';
import { lostTo, stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';
import { weighAgain } from './weighing.ts';

/** Commands, by bar code or key. While a stop stands only its acknowledgement and its answers work. */
export async function runCommand(
  bench: Bench,
  say: Say,
  name: string,
  arg: string | undefined,
): Promise<void> {
  const { stop } = bench;
  if (stop) {
    const answer = name === 'YES' || name === 'NO';
    if (name === 'OK' || (answer && stop.record.kind === 'print_unknown')) {
      await acknowledge(bench, say);
      const { live } = bench;
      if (answer && live) return answerPrint(bench, say, live, name === 'YES');
      // The printer's question came while another stop stood.
      if (live?.step === 'label' && live.job?.state === 'unknown' && stop.record.kind !== 'print_unknown')
        await askPrint(bench, say, live.job);
      return;
    }
    if (name !== 'LANG' && name !== 'HELP') return bench.repeat(say);
  }
  const command = COMMANDS[name];
  if (!command)
    return bench.raise(say, 'not_allowed', { data: { reason: 'unknown_command', command: name } });
  await command(bench, say, arg);
}

async function acknowledge(bench: Bench, say: Say): Promise<void> {
  const { stop } = bench;
  if (!stop) return say('info', { reason: 'nothing_to_confirm' });
  bench.stop = undefined;
  say('acknowledged', { stop: stop.record.kind });
  await bench.journal.ack(bench.sessionKey(), stop.entry, bench.actor());
}

async function answerPrint(bench: Bench, say: Say, live: Live, came: boolean): Promise<void> {
  const job = live.job ?? (await bench.deps.prints.lastLabel(live.parcel));
  if (!job) return say('info', { reason: 'nothing_to_answer' });
  const answered = await bench.deps.prints.answer(job.id, came, bench.actor());
  if (!answered.ok) {
    const { kind, data } = stopOf(answered);
    return bench.raise(say, kind, { data });
  }
  live.job = (await bench.deps.prints.job(job.id)) ?? job;
  // "Nothing came out" proves that a second print is none: it goes out at once.
  if (!came) return printLabel(bench, say, live, 'nothing_came_out');
  say('info', { reason: 'scan_label' });
}

const refuse = (bench: Bench, say: Say, reason: string): Promise<void> =>
  bench.raise(say, 'not_allowed', { data: { reason } });

type Command = (bench: Bench, say: Say, arg: string | undefined) => Promise<void>;

const COMMANDS: Readonly<Record<string, Command>> = {
  OK: (bench, say) => acknowledge(bench, say),

  async NEXT(bench, say) {
    if (bench.mode === 'handover') return refuse(bench, say, 'handover_open');
    if (bench.live?.step === 'label') {
      return bench.raise(say, 'label_not_scanned', {
        data: { expected: bench.live.parcel.state.waybill?.number ?? '' },
      });
    }
    if (bench.live) return refuse(bench, say, 'order_open');
    await openNext(bench, say);
  },

  async UNDO(bench, say) {
    const { live } = bench;
    if (!live || live.step !== 'checking') return refuse(bench, say, 'nothing_to_undo');
    const last = live.tally.counted.at(-1);
    if (!last) return refuse(bench, say, 'nothing_to_undo');
    const saved = bench.journal.undo(live.session, last.id, bench.actor());
    live.tally = undone(bench, live, last.id);
    live.line = null;
    bench.today().units = Math.max(0, bench.today().units - last.n);
    say('undone', { sku: last.sku, n: last.n, remaining: live.tally.total - live.tally.checked });
    await saved;
  },

  async X(bench, say, arg) {
    const n = Number(arg);
    if (!Number.isInteger(n) || n < 1 || n > MAX_QUANTITY_ENTRY) return refuse(bench, say, 'bad_quantity');
    if (bench.live?.step !== 'checking') return refuse(bench, say, 'no_order_open');
    bench.multiplier = n;
    say('info', { reason: 'multiplier', n });
  },

  async HOLD(bench, say, arg) {
    const { live } = bench;
    if (!live) return refuse(bench, say, 'no_order_open');
    const reason = HOLD_REASONS.find((each) => each === arg) ?? 'OTHER';
    if (!(await putBack(bench, say, live, `hold:${reason}`))) return;
    for (const order of live.parcel.doc.base.orders)
      await bench.deps.orders.hold(order, reason, bench.actor());
    await raiseHeld(bench, live, reason);
    await bench.deps.ctx.db.barrier();
    say('held', { reason, order: live.parcel.orders[0]?.doc.channelOrderNo ?? '' });
  },

  async CANCEL(bench, say) {
    if (bench.mode === 'handover') return bench.deps.handover.leave(bench, say);
    const { live } = bench;
    if (!live && bench.returning) {
      bench.returning = false;
      return say('info', { reason: 'return_left' });
    }
    if (!live && bench.tote !== undefined) {
      bench.tote = undefined;
      return say('info', { reason: 'tote_put_away' });
    }
    if (!live) return refuse(bench, say, 'no_order_open');
    if (!(await putBack(bench, say, live, 'put_back'))) return;
    say('put_back', { order: live.parcel.orders[0]?.doc.channelOrderNo ?? '' });
  },

  BOX: (bench, say) => anotherBox(bench, say),

  async PRINT(bench, say) {
    const { live } = bench;
    // All units were there, but something blocked the parcel then.
    if (live?.step === 'checking' && live.tally.complete) return complete(bench, say, live);
    if (!live || live.step !== 'label') return refuse(bench, say, 'not_complete');
    if (live.labelSource === 'external') return refuse(bench, say, 'printed_elsewhere');
    const job = live.job;
    if (job?.state === 'queued') {
      await bench.deps.prints.retry(job.id);
      return say('info', { reason: 'printing_again' });
    }
    if (job && (job.state === 'sending' || job.state === 'sent' || job.state === 'confirmed'))
      return refuse(bench, say, 'reprint_needs_reason');
    if (job?.state === 'unknown') return askPrint(bench, say, job);
    await printLabel(bench, say, live);
    if (!bench.stop) say('info', { reason: 'printing' });
  },

  async REPRINT(bench, say, arg) {
    const { live } = bench;
    if (!live || live.step !== 'label') return refuse(bench, say, 'not_complete');
    if (live.labelSource === 'external') return refuse(bench, say, 'printed_elsewhere');
    const reason = REPRINT_REASONS.find((each) => each === arg) ?? 'LOST';
    await printLabel(bench, say, live, reason);
    if (!bench.stop) say('info', { reason: 'reprinting' });
  },

  WEIGH: (bench, say) => weighAgain(bench, say, afterWeight),

  async ZERO(bench, say) {
    const { scales } = bench.deps;
    if (scales.scaleOf(bench.id) === undefined) return refuse(bench, say, 'no_scale');
    if (!scales.zero(bench.id)) return refuse(bench, say, 'no_zero_command');
    say('info', { reason: 'zeroing' });
  },

  YES: (bench, say) =>
    bench.live ? answerPrint(bench, say, bench.live, true) : refuse(bench, say, 'nothing_to_answer'),
  NO: (bench, say) =>
    bench.live ? answerPrint(bench, say, bench.live, false) : refuse(bench, say, 'nothing_to_answer'),

  async SLIP(bench, say) {
    const { live } = bench;
    if (!live) return refuse(bench, say, 'no_order_open');
    const printed = await bench.deps.prints.printSlip(live.parcel, 'packing', {
      bench: bench.id,
      actor: bench.actor(),
    });
    if (printed.ok) return say('info', { reason: 'slip_printed' });
    const { kind, data } = stopOf(printed);
    await bench.raise(say, kind, { data });
  },

  async WAVE(bench, say, arg) {
    if (bench.live) return refuse(bench, say, 'order_open');
    if (bench.mode === 'handover') return refuse(bench, say, 'handover_open');
    const count = Math.min(Math.max(Number(arg) || 10, 1), 100);
    const wave = await bench.deps.waves.print({
      count,
      labels: true,
      slips: false,
      bench: bench.id,
      actor: bench.actor(),
    });
    if (!wave.ok) {
      const { kind, data } = stopOf(wave);
      return bench.raise(say, kind, { data });
    }
    say('wave_printed', {
      wave: wave.value.wave,
      printed: wave.value.printed,
      refused: wave.value.refused.length,
    });
  },

  async HANDOVER(bench, say, arg) {
    if (bench.live)
      return bench.live.step === 'label'
        ? bench.raise(say, 'label_not_scanned', {})
        : refuse(bench, say, 'order_open');
    await bench.deps.handover.start(bench, say, arg, '');
  },
  ALL: (bench, say) => bench.deps.handover.all(bench, say),
  FINISH: (bench, say) => bench.deps.handover.finish(bench, say),

  HELP: (bench, say) => callHelp(bench, say),

  async RETURN(bench, say) {
    if (bench.live) return refuse(bench, say, 'order_open');
    if (bench.mode === 'handover') return refuse(bench, say, 'handover_open');
    awaitReturned(bench, say);
  },

  async LANG(bench, say, arg) {
    await bench.deps.settings.save({ language: arg === 'EN' ? 'en' : 'zh' });
    say('info', { reason: 'language' });
  },
};

function undone(bench: Bench, live: Live, entry: string): Live['tally'] {
  return bench.fold(
    live,
    live.tally.counted.filter((unit) => unit.id !== entry),
  );
}

/** Session ends, goods go back; the label that may be out stays the parcel's own for the next time. */
async function putBack(bench: Bench, say: Say, live: Live, reason: string): Promise<boolean> {
  const { deps } = bench;
  const actor = bench.actor();
  const parcel = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
  const checking = parcel.state.status === 'CHECKING';
  if (!checking && lostTo({ ...live, parcel })) {
    // The other bench is further: nothing of this one is left to take back.
    bench.live = undefined;
    deps.queue.touch();
    return true;
  }
  const steps = checking ? [] : [{ type: 'reopened' as const, data: { reason } }];
  const back = await deps.shipments.command(
    parcel,
    [...steps, { type: 'aborted' as const, data: { reason, session: live.session } }],
    actor,
  );
  if (!back.ok) {
    const { kind, data } = stopOf(back);
    await bench.raise(say, kind, { data });
    return false;
  }
  bench.live = undefined;
  deps.queue.touch();
  return true;
}

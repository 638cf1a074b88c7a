import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import {
  createPrintJob,
  decidePrint,
  nextCopy,
  PRINT_JOB_STATES,
  printJobId,
} from '../../../../shared/domain/print-job/index.ts';
import type { PrintInput, PrintJob, PrintJobState } from '../../../../shared/domain/print-job/index.ts';

const job: PrintJob = createPrintJob(
  {
    site: 'site1',
    station: 'st1',
    bench: 'bench1',
    kind: 'label',
    subject: 'shp1',
    shipment: 'shp1',
    carrier: 'SF',
    waybill: 'SF1234567890123',
    printer: 'p1',
    requestedBy: 'packer1',
  },
  1000,
);
const inState = (state: PrintJobState): PrintJob => ({ ...job, state });

const INPUTS = {
  start: { type: 'start', at: 2 },
  delivered: { type: 'outcome', outcome: 'delivered', at: 2 },
  unconfirmed: { type: 'outcome', outcome: 'sent_unconfirmed', code: 'no_close', at: 2 },
  lost: { type: 'outcome', outcome: 'unknown', code: 'reset', at: 2 },
  not_sent: { type: 'outcome', outcome: 'not_sent', code: 'refused', at: 2 },
  restart: { type: 'restart', at: 2 },
  reject: { type: 'reject', code: 'render_failed', at: 2 },
  scan_back: { type: 'scan_back', by: 'packer1', at: 2 },
  came_out: { type: 'came_out', by: 'packer1', at: 2 },
  nothing: { type: 'nothing_came_out', by: 'packer1', at: 2 },
  void: { type: 'void', by: 'lead1', reason: 'DAMAGED', at: 2 },
} as const satisfies Record<string, PrintInput>;

// Written down apart from the code: state → what each input makes of it ('-' = refused, '=' = no change).
// prettier-ignore
const TABLE: Record<PrintJobState, Record<keyof typeof INPUTS, string>> = {
  queued:    { start: 'sending', delivered: '-', unconfirmed: '-', lost: '-', not_sent: '-', restart: '=', reject: 'failed', scan_back: '-', came_out: '-', nothing: '-', void: 'voided' },
  sending:   { start: '-', delivered: 'sent', unconfirmed: 'sent', lost: 'unknown', not_sent: 'queued', restart: 'unknown', reject: '-', scan_back: 'confirmed', came_out: '-', nothing: '-', void: '-' },
  sent:      { start: '-', delivered: '-', unconfirmed: '-', lost: '-', not_sent: '-', restart: '=', reject: '-', scan_back: 'confirmed', came_out: 'confirmed', nothing: 'failed', void: 'voided' },
  confirmed: { start: '-', delivered: 'noted', unconfirmed: 'noted', lost: 'noted', not_sent: 'noted', restart: '=', reject: '-', scan_back: '=', came_out: '=', nothing: '-', void: 'voided' },
  failed:    { start: '-', delivered: '-', unconfirmed: '-', lost: '-', not_sent: '-', restart: '=', reject: '=', scan_back: 'confirmed', came_out: '-', nothing: '=', void: 'voided' },
  unknown:   { start: '-', delivered: '-', unconfirmed: '-', lost: '-', not_sent: '-', restart: '=', reject: '-', scan_back: 'confirmed', came_out: 'confirmed', nothing: 'failed', void: 'voided' },
  voided:    { start: '-', delivered: '-', unconfirmed: '-', lost: '-', not_sent: '-', restart: '=', reject: '-', scan_back: '-', came_out: '-', nothing: '-', void: '=' },
};

describe('every transition of a print job', () => {
  for (const state of PRINT_JOB_STATES) {
    for (const [name, expected] of Object.entries(TABLE[state])) {
      it(`${state} + ${name} → ${expected}`, () => {
        const before = inState(state);
        const result = decidePrint(before, INPUTS[name as keyof typeof INPUTS]);
        if (expected === '-') {
          expect(result).toMatchObject({ ok: false, error: { state } });
        } else if (expected === '=') {
          expect(result.ok && result.value).toBe(before);
        } else if (expected === 'noted') {
          expect(result).toMatchObject({ ok: true, value: { state: 'confirmed' } });
          expect(result.ok && result.value.attempts).toHaveLength(1);
        } else {
          expect(result).toMatchObject({ ok: true, value: { state: expected, updatedAt: 2 } });
        }
      });
    }
  }
});

describe('what the ledger keeps', () => {
  it('notes every attempt with its code, and the interrupted one', () => {
    let current = job;
    for (const input of [INPUTS.start, INPUTS.not_sent, INPUTS.start, INPUTS.restart]) {
      const result = decidePrint(current, input);
      if (!result.ok) throw new Error(result.error.code);
      current = result.value;
    }
    expect(current.state).toBe('unknown');
    expect(current.attempts).toEqual([
      { at: 2, outcome: 'not_sent', code: 'refused' },
      { at: 2, outcome: 'interrupted' },
    ]);
  });

  it('says how paper was proven and who answered', () => {
    expect(decidePrint(inState('unknown'), INPUTS.scan_back)).toMatchObject({
      value: { proof: 'scan_back', answeredBy: 'packer1' },
    });
    expect(decidePrint(inState('sent'), INPUTS.came_out)).toMatchObject({ value: { proof: 'packer' } });
    expect(decidePrint(inState('sent'), INPUTS.void)).toMatchObject({
      value: { voidReason: 'DAMAGED', answeredBy: 'lead1' },
    });
    expect(decidePrint(inState('sent'), { ...INPUTS.void, reason: ' ' })).toMatchObject({
      error: { code: 'reason_required' },
    });
  });
});

describe('nothing is printed twice by itself', () => {
  const inputs = fc.array(fc.constantFrom(...Object.values(INPUTS)), { maxLength: 40 });

  it('no sequence of inputs leads from unknown, sent, confirmed, failed or voided to sending', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('unknown', 'sent', 'confirmed', 'failed', 'voided'),
        inputs,
        (state, sequence) => {
          let current = inState(state as PrintJobState);
          for (const input of sequence) {
            const result = decidePrint(current, input);
            if (result.ok) current = result.value;
            expect(['sending', 'queued']).not.toContain(current.state);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('every time it is sent again, the attempt before certainly sent nothing', () => {
    fc.assert(
      fc.property(inputs, (sequence) => {
        let current = job;
        for (const input of sequence) {
          const result = decidePrint(current, input);
          if (!result.ok) continue;
          const started = current.state === 'queued' && result.value.state === 'sending';
          if (started) expect(current.attempts.every((attempt) => attempt.outcome === 'not_sent')).toBe(true);
          current = result.value;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a refused input changes nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PRINT_JOB_STATES),
        fc.constantFrom(...Object.values(INPUTS)),
        (state, input) => {
          const before = inState(state);
          const copy = structuredClone(before);
          decidePrint(before, input);
          expect(before).toEqual(copy);
        },
      ),
    );
  });
});

describe('copies', () => {
  it('have ids that a retry repeats', () => {
    expect(job.id).toBe(printJobId('shp1', 'label', 1));
    const request = { reason: 'LOST', requestedBy: 'lead1' };
    const copy = nextCopy(inState('confirmed'), request, 5);
    expect(copy).toMatchObject({
      ok: true,
      value: {
        id: 'shp1:label:2',
        copy: 2,
        reprintReason: 'LOST',
        requestedBy: 'lead1',
        state: 'queued',
        attempts: [],
      },
    });
    expect(nextCopy(inState('confirmed'), request, 5)).toEqual(copy);
  });

  it('need a reason, and an answer where nobody knows what came out', () => {
    const reason = { reason: 'LOST', requestedBy: 'lead1' };
    expect(nextCopy(inState('sent'), { ...reason, reason: '' }, 5)).toMatchObject({
      error: { code: 'reason_required' },
    });
    expect(nextCopy(inState('unknown'), reason, 5)).toMatchObject({ error: { code: 'answer_first' } });
    expect(nextCopy(inState('sending'), reason, 5)).toMatchObject({ error: { code: 'in_flight' } });
    expect(nextCopy(inState('queued'), reason, 5)).toMatchObject({ error: { code: 'in_flight' } });
    for (const state of ['sent', 'failed', 'confirmed', 'voided'] as const) {
      expect(nextCopy(inState(state), reason, 5).ok).toBe(true);
    }
  });

  it('carry the new number after a void', () => {
    const copy = nextCopy(inState('voided'), { reason: 'ADDRESS', requestedBy: 'x', waybill: 'SF2' }, 5);
    expect(copy).toMatchObject({ value: { waybill: 'SF2', carrier: 'SF', copy: 2 } });
  });
});

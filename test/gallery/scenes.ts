import type { BenchView } from '../../shared/contract/index.ts';
import { STOP_KINDS } from '../../shared/domain/index.ts';
import { forty, handover, labelSession, session, stop, stopView, verdict, view, weigh } from './fixtures.ts';

/** Every state of the bench that the gallery shows. */
export const scenes: Readonly<Record<string, () => BenchView>> = {
  idle: () => view(),
  'idle-empty': () =>
    view({
      closed: null,
      today: { parcels: 0, units: 0, stops: 0 },
      queue: { ready: 0, urgent: 0, overdue: 0, blocked: 0, staged: 0, next: [] },
      devices: [],
    }),
  opened: () =>
    view({
      session: session({
        units: { checked: 0, total: 13 },
        currentLine: 1,
        remark: null,
        urgent: false,
        cod: null,
      }),
      last: verdict('opened', { channelOrderNo: '2026112200041' }),
    }),
  right: () =>
    view({ session: session(), last: verdict('unit_ok', { name: '纯棉长绒毛巾 加厚吸水 家用洗脸巾' }) }),
  long: () => view({ session: forty, last: verdict('unit_ok', {}) }),
  label: () => view({ session: labelSession(), last: verdict('label_sent', { number: 'YT8830012345678' }) }),
  'label-printing': () =>
    view({
      session: labelSession({ label: { state: 'sending', job: 'j', copy: 1, code: null } }),
      last: verdict('order_complete'),
    }),
  'another-box': () =>
    view({
      session: labelSession({
        parcel: { n: 1, m: 2 },
        label: { state: 'sending', job: 'j', copy: 1, code: null },
      }),
      last: verdict('info', { reason: 'another_box', kept: 13, rest: 7 }),
    }),
  'weigh-wanted': () =>
    view({
      session: labelSession({ weigh: weigh() }),
      last: verdict('label_sent', { number: 'YT8830012345678' }),
    }),
  'weigh-out': () =>
    view({
      session: labelSession({ weigh: weigh({ state: 'out', side: 'heavy', grams: 3_120, source: 'scale' }) }),
      last: verdict('acknowledged'),
    }),
  'weigh-done': () =>
    view({
      session: labelSession({ weigh: weigh({ state: 'done', grams: 2_485, source: 'scale' }) }),
      last: verdict('weighed', {}),
    }),
  'weigh-checking': () => view({ session: session(), last: verdict('unit_ok', {}) }),
  'label-failed': () =>
    view({
      session: labelSession({ label: { state: 'not_sent', job: 'j', copy: 2, code: 'paper_out' } }),
      last: verdict('acknowledged'),
    }),
  'label-external': () =>
    view({
      session: labelSession({
        labelSource: 'external',
        label: { state: 'external', job: null, copy: 0, code: null },
      }),
      last: verdict('order_complete'),
    }),
  closed: () => view({ last: verdict('closed', { number: 'YT8830012345678' }) }),
  hold: () => view({ last: verdict('held', { channelOrderNo: '2026112200041', reason: 'SHORT' }) }),
  handover: () =>
    view({
      mode: 'handover',
      handover: handover(),
      last: verdict('handed_over', { number: 'YT8830012345011' }),
    }),
  repeat: () => view({ ...stopView('wrong_item'), stop: stop('wrong_item', { repeats: 3 }) }),
  devices: () =>
    view({
      devices: [
        { id: 'g', kind: 'gun', name: '/dev/ttyACM0', state: 'waiting', code: 'ENOENT' },
        { id: 'p', kind: 'printer', name: 'TSC', state: 'error', code: 'paper_out' },
      ],
    }),
  ...Object.fromEntries(STOP_KINDS.map((kind) => [`stop-${kind}`, () => stopView(kind)])),
};

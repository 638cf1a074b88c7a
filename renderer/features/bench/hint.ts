import type { BenchView } from '../../../shared/contract/index.ts';

export type Hint =
  | 'acknowledge'
  | 'answer'
  | 'handover'
  | 'idle'
  | 'scanItem'
  | 'scanExternal'
  | 'waitLabel'
  | 'scanLabel'
  | 'weigh';

/** What the bench waits for. */
export function hintOf(view: BenchView): Hint {
  if (view.stop) return view.stop.kind === 'print_unknown' ? 'answer' : 'acknowledge';
  if (view.mode === 'handover') return 'handover';
  const { session } = view;
  if (!session) return 'idle';
  if (session.step === 'checking') return 'scanItem';
  const { weigh } = session;
  if (weigh?.state === 'wanted' && weigh.beforeLabel && !weigh.slow) return 'weigh';
  if (session.labelSource === 'external') return 'scanExternal';
  return session.label.state === 'queued' || session.label.state === 'sending' ? 'waitLabel' : 'scanLabel';
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasRole, type Actor } from '../../../../shared/domain/index.ts';
import {
  createTrackingReader,
  ownTrackingWords,
  type Mapping,
  type TrackingDraft,
} from '../../../../shared/intake/index.ts';
import type { Recorded } from '../after/index.ts';
import type { ImportDeps } from './index.ts';
import { lineOf, type Job } from './jobs.ts';
import { tzOffset, type Source } from './source.ts';

/** Whoever may say what a carrier reports (X-logistics). */
export const mayReport = (actor: Actor): boolean => hasRole(actor, ['LOG', 'CAR', 'SYS']);

/**
 * What carriers say of parcels, row by row. The same file again changes nothing; numbers that nobody here knows are listed.
 */
export async function importTracking(
  deps: Pick<ImportDeps, 'ctx' | 'settings' | 'siteRules'>,
  source: Source,
  job: Job,
  file: { readonly mapping: Mapping; readonly token: string },
  record: (report: TrackingDraft) => Promise<Recorded>,
): Promise<void> {
  const { report } = job;
  const read = createTrackingReader(file.mapping, {
    latest: deps.ctx.clock.now() + deps.siteRules.get('tracking.aheadMinutes') * 60_000,
    carriers: deps.settings.carriers().map(({ code, zh, en }) => ({ code, zh, en })),
    tzOffset,
    words: ownTrackingWords(deps.siteRules.get('tracking.words')),
  });
  for await (const row of source.rows(job, file.token, true)) {
    const outcome = read(row);
    if (outcome.kind === 'refused') {
      report.refused += 1;
      job.line(lineOf(outcome.report, 'refused'));
      continue;
    }
    const recorded = await record(outcome.draft);
    if (recorded === 'accepted') report.accepted += 1;
    else if (recorded === 'already') {
      report.already += 1;
      job.line(lineOf(outcome.report, 'already'));
    } else {
      report.refused += 1;
      const line = lineOf(outcome.report, 'refused', recorded.code);
      job.line({ ...line, data: { ...line.data, ...recorded.data } });
    }
    job.progress();
    // Scans and a cancel come in between two rows.
    await nextTurn();
  }
}

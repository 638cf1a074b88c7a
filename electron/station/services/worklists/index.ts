import type { MethodName, StationContract } from '../../../../shared/contract/index.ts';
import type { Handlers } from '../../../../shared/rpc/index.ts';
import type { Window } from '../accounts/index.ts';
import { refused } from '../context.ts';

type WorkMethod = Extract<MethodName, `work.${string}`>;

/** The contract's `work.*`. */
export function workHandlers(): Pick<Handlers<StationContract, Window>, WorkMethod> {
  const notReady = refused('work_not_ready');
  return {
    'work.lists': () => ({ index: { state: 'building', done: 0, of: 0 }, first: null, lists: [] }),
    'work.rows': () => notReady,
    'work.search': () => notReady,
    'work.filters': () => [],
    'work.saveFilter': () => notReady,
    'work.removeFilter': () => notReady,
    'work.preview': () => notReady,
    'work.bulk': () => notReady,
    'work.cancelBulk': () => notReady,
    'work.bulks': () => [],
  };
}

import { z } from 'zod';
import * as ca from './case-views.ts';
import * as c from './change-views.ts';
import { done, id, method, outcome } from './method.ts';

/** Cases, and what changes an order between its release and its handover. */
export const caseMethods = {
  /** What may be changed of an order before it leaves: cancel, shortage, split, merge, address. */
  'alter.view': method(z.object({ order: id }), outcome(c.changesView)),
  'alter.act': method(c.changesAct, outcome(z.object({ orders: z.array(z.string()) }))),
  /** Cases (异常单): lists, one with its thread, and its steps. */
  'cases.list': method(ca.caseFilter, ca.caseList),
  'cases.ofOrder': method(z.object({ order: id }), z.array(ca.caseRow)),
  'cases.get': method(z.object({ id }), outcome(ca.caseView)),
  'cases.open': method(ca.caseOpen, outcome(z.object({ id: z.string() }))),
  'cases.act': method(ca.caseAct, done),
  /** A parcel that came back is linked to its order (EXC-12). */
  'cases.returned': method(ca.caseReturned, outcome(z.object({ id: z.string() }))),
};

/** Index fields are folded by the same code on the station and on the hub. */
export {
  caseDoc,
  orderDoc,
  orderLane,
  priorityKey,
  shipmentDoc,
  shipmentLane,
  waybillDoc,
} from '../../../shared/schema/index.ts';

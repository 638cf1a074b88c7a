import { AllocationCard } from './Allocation.tsx';
import type { ComponentType } from 'react';
import { AlterCard } from './Alter.tsx';
import { CasesCard } from './Cases.tsx';
import { ChangesCard } from './Changes.tsx';
import { Completion } from './Completion.tsx';
import { CustomerCard } from './Customer.tsx';
import { CarrierCard } from './Carrier.tsx';
import { PickingCard } from './Picking.tsx';
import { MoneyCard } from './Money.tsx';
import { NoticesCard } from './Notices.tsx';
import { ReviewCard } from './Review.tsx';
import { TalkCard } from './Talk.tsx';
import { Tracking } from './Tracking.tsx';
import type { MethodName, OrderView } from '../../../../shared/contract/index.ts';

/** What a card of the order page is given; what else it shows it reads itself. */
export interface CardProps {
  readonly view: OrderView;
  /** Read from the hub for this look: nothing can be done with it here. */
  readonly fromHub: boolean;
}

export interface OrderCard {
  readonly key: string;
  /** `main`: the wide column (what is sent, what was done); `side`: beside it (money, people, contacts). */
  readonly place: 'main' | 'side';
  /** Method without whose right the card is not shown. */
  readonly needs?: MethodName;
  /** A `section.card`, or null where it has nothing to say. */
  readonly Card: ComponentType<CardProps>;
}

/** Cards of the order page by what they are about, in the order in which they stand under its own. */
export const ORDER_CARDS: readonly OrderCard[] = [
  { key: 'review', place: 'main', needs: 'review.view', Card: ReviewCard },
  { key: 'money', place: 'side', needs: 'payments.view', Card: MoneyCard },
  { key: 'notices', place: 'side', needs: 'notices.ofOrder', Card: NoticesCard },
  { key: 'picking', place: 'main', needs: 'pick.ofOrder', Card: PickingCard },
  { key: 'carrier', place: 'main', needs: 'carriers.ofOrder', Card: CarrierCard },
  { key: 'tracking', place: 'main', needs: 'tracking.of', Card: Tracking },
  { key: 'alter', place: 'main', needs: 'alter.view', Card: AlterCard },
  { key: 'changes', place: 'main', needs: 'changes.of', Card: ChangesCard },
  { key: 'allocation', place: 'side', needs: 'release.view', Card: AllocationCard },
  { key: 'cases', place: 'side', needs: 'cases.ofOrder', Card: CasesCard },
  { key: 'talk', place: 'side', needs: 'talk.list', Card: TalkCard },
  { key: 'customer', place: 'side', needs: 'customers.ofOrder', Card: CustomerCard },
  { key: 'completion', place: 'side', needs: 'completion.of', Card: Completion },
];

import type { ComponentType } from 'react';
import { ChangesCard } from './Changes.tsx';
import { Completion } from './Completion.tsx';
import { CustomerCard } from './Customer.tsx';
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
  { key: 'tracking', place: 'main', needs: 'tracking.of', Card: Tracking },
  { key: 'changes', place: 'main', needs: 'changes.of', Card: ChangesCard },
  { key: 'talk', place: 'side', needs: 'talk.list', Card: TalkCard },
  { key: 'customer', place: 'side', needs: 'customers.ofOrder', Card: CustomerCard },
  { key: 'completion', place: 'side', needs: 'completion.of', Card: Completion },
];

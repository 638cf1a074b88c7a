import { useEffect, useState } from 'react';
import type { MethodOutput, SessionView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';

type Waiting = MethodOutput<'bench.sameReceiver'>['orders'];

/** Asked when the packer has begun, not with the scan that opened the order, ms. */
const LATER_MS = 400;

/**
 * MRG-02: other orders of this receiver could go in the same parcel. A mark among the others; it asks for nothing, and whoever
 * may merge does it on the page of the order.
 */
export function SameReceiver({ session }: { readonly session: SessionView }) {
  const { text } = useWords();
  const waiting = useSameReceiver(session.shipment);
  if (waiting.length === 0) return null;
  const numbers = waiting.map(({ channelOrderNo }) => channelOrderNo).join(', ');
  return (
    <li data-mark="same-receiver" data-testid="same-receiver" title={numbers}>
      {text('bench.sameReceiver', { n: waiting.length, numbers })}
    </li>
  );
}

function useSameReceiver(shipment: string): Waiting {
  const client = useStationState((s) => s.client);
  const bench = useStationState((s) => s.bench);
  const [found, setFound] = useState<{ readonly shipment: string; readonly orders: Waiting }>();
  useEffect(() => {
    if (client === null || bench === null) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      client.call('bench.sameReceiver', { bench, shipment }).then(
        ({ orders }) => {
          if (wanted) setFound({ shipment, orders });
        },
        // A hint that does not come is none.
        () => wanted && setFound(undefined),
      );
    }, LATER_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, bench, shipment]);
  return found?.shipment === shipment ? found.orders : [];
}

import { useStationState } from '../../stores/index.ts';
import { lampOf } from '../../ui/hub-lamp.ts';
import { AheadCard } from './AheadCard.tsx';
import { JoinCard } from './JoinCard.tsx';
import { isOwn } from './plain.ts';
import { RefusedCard } from './RefusedCard.tsx';
import { ServeCard } from './ServeCard.tsx';
import { StatusCard } from './StatusCard.tsx';
import './sync.css';

/** Settings of the hub: how it stands, joining and leaving, what was refused, and being the hub. */
export function HubTab() {
  const view = useStationState((s) => s.sync);
  if (view === null) return null;
  const joined = view.state !== 'alone';
  // Whoever belongs to another hub is none; the own one may be turned on again.
  const showsServe =
    !joined || view.serving !== null || !!view.trouble || (view.hub !== null && isOwn(view.hub.url));
  // Whoever was sent here because documents were refused sees them first.
  const refusedFirst = lampOf(view).state === 'refused';
  const refused = joined || view.refused > 0 ? <RefusedCard refused={view.refused} /> : null;
  return (
    <div className="columns-stack" data-testid="hub-tab">
      {refusedFirst ? refused : null}
      <div className="columns">
        {joined ? (
          <div className="columns-stack">
            <StatusCard view={view} />
            <AheadCard />
          </div>
        ) : (
          <JoinCard />
        )}
        {showsServe ? <ServeCard view={view} /> : null}
      </div>
      {refusedFirst ? null : refused}
    </div>
  );
}

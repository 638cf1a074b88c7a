import { useStationState } from '../../stores/index.ts';
import { lampOf } from '../../ui/hub-lamp.ts';
import { JoinCard } from './JoinCard.tsx';
import { RefusedCard } from './RefusedCard.tsx';
import { ServeCard } from './ServeCard.tsx';
import { StatusCard } from './StatusCard.tsx';
import './sync.css';

/** Settings of the hub: how it stands, joining and leaving, what was refused, and being the hub. */
export function HubTab() {
  const view = useStationState((s) => s.sync);
  if (view === null) return null;
  const joined = view.state !== 'alone';
  // Whoever was sent here because documents were refused sees them first.
  const refusedFirst = lampOf(view).state === 'refused';
  const refused = joined || view.refused > 0 ? <RefusedCard refused={view.refused} /> : null;
  return (
    <div className="columns-stack" data-testid="hub-tab">
      {refusedFirst ? refused : null}
      <div className="columns">
        {joined ? <StatusCard view={view} /> : <JoinCard />}
        {joined && view.serving === null ? null : <ServeCard serving={view.serving} />}
      </div>
      {refusedFirst ? null : refused}
    </div>
  );
}

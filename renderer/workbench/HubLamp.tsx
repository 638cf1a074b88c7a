import { useWords } from '../i18n/index.ts';
import { useStation, useStationState } from '../stores/index.ts';
import { lampOf, lampWords } from '../ui/hub-lamp.ts';

/**
 * Whether the station is in step with its hub, in the frame of every screen; a press opens the hub's settings. It
 * stands where the bar has room to its left: whatever it says, nothing else moves.
 */
export function HubLamp() {
  const station = useStation();
  const words = useWords();
  const linked = useStationState((s) => s.link === 'ready');
  const view = useStationState((s) => s.sync);
  const lamp = lampOf(view);
  // Without the station nobody knows how it stands with the hub.
  if (!linked || lamp.state === 'alone') return null;
  const [main = '', ...more] = lampWords(lamp, words);
  const why = view?.error ? ` — ${words.code('refused', view.error.code, view.error.data)}` : '';
  const attention = lamp.refused > 0 || lamp.state === 'barred';
  return (
    <li
      data-hub={lamp.state}
      data-attention={attention}
      data-skewed={lamp.skewMinutes > 0}
      data-testid="lamp-hub"
    >
      <button
        type="button"
        tabIndex={-1}
        title={`${words.text('sync.title')}: ${[main, ...more].join(' · ')}${why}`}
        onClick={() => station.go('settings', undefined, 'hub')}
      >
        <i />
        <span>
          <span>{main}</span>
          {more.length === 0 ? null : <b>{more.join(' · ')}</b>}
        </span>
      </button>
    </li>
  );
}

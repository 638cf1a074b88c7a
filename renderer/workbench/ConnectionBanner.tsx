import { useEffect, useState } from 'react';
import { useWords } from '../i18n/index.ts';
import { failureMessage, isHostFailure } from '../../shared/contract/failure.ts';
import { useStationState } from '../stores/index.ts';
import { Shape } from '../ui/index.ts';

/** A reload of the page connects within this time, in ms; a banner that flashes up would only startle. */
const PATIENCE_MS = 400;

export function ConnectionBanner() {
  const { text, code, language } = useWords();
  const link = useStationState((s) => s.link);
  const scansLost = useStationState((s) => s.scansLost);
  const fatal = useStationState((s) => s.fatal);
  const refused = useStationState((s) => s.refused);
  const [shown, setShown] = useState(false);
  const away = link !== 'ready';
  useEffect(() => {
    const timer = setTimeout(() => setShown(away), away ? PATIENCE_MS : 0);
    return () => clearTimeout(timer);
  }, [away]);

  if (fatal) {
    return (
      <div className="banner" data-tone="fatal" role="alert" data-testid="fatal">
        <Shape name="storage_failed" size={44} />
        <strong>{text('app.fatal')}</strong>
        <span>{code('refused', fatal.code)}</span>
      </div>
    );
  }
  if (refused !== null) {
    return (
      <div className="banner" data-tone="fatal" role="alert" data-testid="refused">
        <Shape name="storage_failed" size={44} />
        <strong>{text('app.refused')}</strong>
        <span>{failureMessage(isHostFailure(refused) ? refused : 'internal', language)}</span>
      </div>
    );
  }
  if (!away || (!shown && scansLost === 0)) return null;
  return (
    <div className="banner" data-tone="lost" role="alert" data-testid="lost">
      <i className="spinner" />
      <strong>{text(link === 'lost' ? 'app.lost' : 'app.connecting')}</strong>
      <span>{scansLost > 0 ? text('app.scansLost', { n: scansLost }) : text('app.lostSub')}</span>
    </div>
  );
}

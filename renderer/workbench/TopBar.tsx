import type { DeviceHealth } from '../../shared/contract/index.ts';
import { useEffect, useState } from 'react';
import { useStation, useStationState } from '../stores/index.ts';
import { areaOf, useAreas } from '../stores/index.ts';
import type { Area, PageName } from '../stores/index.ts';
import { StopButton } from '../features/sign-in/index.ts';
import { useWords } from '../i18n/index.ts';
import { bytesText } from '../ui/bytes.ts';
import { Key, Shape } from '../ui/index.ts';
import { HubLamp } from './HubLamp.tsx';
import { OperatorPicker } from './OperatorPicker.tsx';

/**
 * Station, connection and devices, areas, operator, language in one line at every width; under it the pages of the area.
 * The bench has neither: its screen belongs to the packer, and F1 lists all pages.
 */
export function TopBar({ awake }: { readonly awake: boolean }) {
  const station = useStation();
  const { text } = useWords();
  const office = useStationState((s) => s.page !== 'bench');
  const hello = useStationState((s) => s.hello);
  const bench = useStationState((s) => s.bench);
  return (
    <div className="topframe">
      <header className="topbar">
        <button type="button" className="topbar-brand" tabIndex={-1} onClick={() => station.go('bench')}>
          <Shape name="closed" size={28} />
          <b>Packline</b>
          <span>{hello?.settings.siteName}</span>
        </button>
        {office ? <Areas /> : null}
        <button
          type="button"
          className="topbar-page topbar-menu"
          tabIndex={-1}
          onClick={() => station.store.setState((s) => ({ menu: !s.menu }))}
        >
          <Key>F1</Key> <span>{text('app.menu')}</span>
        </button>
        <Lamps awake={awake} />
        <span className="topbar-bench">{text('app.bench', { id: bench })}</span>
        <StopButton />
        <OperatorPicker />
        <LanguageButton />
        <Clock />
      </header>
      {office ? <Pages /> : null}
    </div>
  );
}

function Areas() {
  const { text } = useWords();
  const areas = useAreas();
  const here = useStationState((s) => areaOf(s.page));
  return (
    <nav className="topbar-nav" aria-label={text('app.areas')}>
      {areas.map((each) => (
        <AreaButton key={each.area} {...each} on={each.area === here} />
      ))}
    </nav>
  );
}

/** Leads to the page of the area that was looked at last; the bench itself is where the name in the corner leads. */
function AreaButton({ area, pages, on }: Area & { readonly on: boolean }) {
  const station = useStation();
  const { text } = useWords();
  const press = (): void => {
    const last = station.store.getState().visited[area];
    const first = pages.find((page) => page !== 'bench') ?? pages[0];
    const page = last !== undefined && last !== 'bench' && pages.includes(last) ? last : first;
    if (page !== undefined) station.go(page);
  };
  return (
    <button
      type="button"
      className="topbar-page"
      tabIndex={-1}
      data-area={area}
      aria-current={on ? 'true' : undefined}
      onClick={press}
    >
      {text(`app.area.${area}`)}
      {pages.includes('blocked') && !on ? <Blocked /> : null}
    </button>
  );
}

function Pages() {
  const { text } = useWords();
  const areas = useAreas();
  const page = useStationState((s) => s.page);
  const here = areaOf(page);
  const pages = areas.find(({ area }) => area === here)?.pages ?? [];
  return (
    <nav className="subnav" aria-label={text(`app.area.${here}`)}>
      {pages.map((name) => (
        <PageButton key={name} name={name} on={page === name} />
      ))}
    </nav>
  );
}

function PageButton({ name, on }: { readonly name: PageName; readonly on: boolean }) {
  const station = useStation();
  const { text } = useWords();
  return (
    <button
      type="button"
      className="subnav-page"
      tabIndex={-1}
      data-page-entry={name}
      aria-current={on ? 'page' : undefined}
      onClick={() => station.go(name)}
    >
      {text(`app.page.${name}`)}
      {name === 'blocked' ? <Blocked /> : null}
    </button>
  );
}

/** How many orders cannot be packed. */
function Blocked() {
  const blocked = useStationState((s) => s.view?.queue.blocked ?? 0);
  return blocked > 0 ? <i>{blocked}</i> : null;
}

/** A lamp is a coloured shape with a word: full, ring, triangle or cross. */
function Lamps({ awake }: { readonly awake: boolean }) {
  const { text, code } = useWords();
  const link = useStationState((s) => s.link);
  const linked = link === 'ready';
  const devices = useStationState((s) => s.view?.devices);
  const page = useStationState((s) => s.page);
  const disk = useStationState((s) => s.upkeep?.disk);
  const damaged = useStationState((s) => s.upkeep?.start.outcome === 'damaged');
  return (
    <ul className="lamps">
      <HubLamp />
      <li data-lamp={linked ? 'ready' : 'waiting'} title={text(`app.link.${link}`)} data-testid="lamp-link">
        <i />
        {text('app.station')}
      </li>
      {worstOfEachKind(devices ?? []).map((device) => (
        <li
          key={device.kind}
          data-lamp={device.state}
          data-testid={`lamp-${device.kind}`}
          title={`${device.name}: ${text(`app.deviceState.${device.state}`)}${device.code === null ? '' : ` — ${code('refused', device.code)}`}`}
        >
          <i />
          {text(`app.device.${device.kind}`)}
          {device.state === 'ready' || device.state === 'off' ? null : (
            <b>{text(`app.deviceState.${device.state}`)}</b>
          )}
        </li>
      ))}
      {disk?.level === 'low' || disk?.level === 'full' ? (
        <li
          data-lamp={disk.level === 'full' ? 'error' : 'waiting'}
          title={text(`upkeep.disk.level.${disk.level}`)}
          data-testid="lamp-disk"
        >
          <i />
          {text('upkeep.lowLamp')}
          {disk.freeBytes === null ? null : <b>{bytesText(disk.freeBytes)}</b>}
        </li>
      ) : null}
      {damaged ? (
        <li data-lamp="error" data-testid="lamp-damaged">
          <i />
          {text('upkeep.damagedLamp')}
        </li>
      ) : null}
      {page === 'bench' ? (
        <li data-lamp={awake ? 'ready' : 'waiting'} data-testid="lamp-scan">
          <i />
          {text(awake ? 'bench.ready' : linked ? 'bench.notReady' : 'bench.paused')}
        </li>
      ) : null}
    </ul>
  );
}

function LanguageButton() {
  const station = useStation();
  const { text, language } = useWords();
  return (
    <button
      type="button"
      className="topbar-language"
      tabIndex={-1}
      data-testid="language"
      onClick={() => void station.act('settings.save', { language: language === 'zh' ? 'en' : 'zh' })}
    >
      {text('app.languageOther')}
    </button>
  );
}

function Clock() {
  const { time } = useWords();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 5_000);
    return () => clearInterval(timer);
  }, []);
  return <time className="topbar-clock">{time(now, now)}</time>;
}

const WORST_FIRST = ['error', 'waiting', 'unknown', 'ready', 'off'] as const;

/** One lamp for each kind of device, however many there are: the one that somebody has to look at. */
function worstOfEachKind(devices: readonly DeviceHealth[]): DeviceHealth[] {
  const worst = new Map<DeviceHealth['kind'], DeviceHealth>();
  for (const device of devices) {
    const known = worst.get(device.kind);
    if (!known || WORST_FIRST.indexOf(device.state) < WORST_FIRST.indexOf(known.state))
      worst.set(device.kind, device);
  }
  return [...worst.values()];
}

import { lazy, Suspense, useEffect } from 'react';
import type { ReactNode } from 'react';
import { BenchPage } from '../features/bench/index.ts';
import { BenchNotice, PinPad, StopBanner } from '../features/sign-in/index.ts';
import { mayOpen, useStation, useStationState } from '../stores/index.ts';
import type { LatencyMarks, PageName, StationState } from '../stores/index.ts';
import { ConnectionBanner } from './ConnectionBanner.tsx';
import { DiskNotice } from './DiskNotice.tsx';
import { FailureBoundary } from './FailureBoundary.tsx';
import { Menu } from './Menu.tsx';
import { Notices } from './Notices.tsx';
import { TopBar } from './TopBar.tsx';
import { useAwake, useScanFocus } from './use-focus.ts';
import { useKeys } from './use-keys.ts';
import { useTouch } from './use-touch.ts';
import './workbench.css';

// The bench is in the first bundle: it must be there in a moment. Office screens come when they are asked for.
const office = {
  queue: lazy(() => import('../features/queue/index.ts')),
  blocked: lazy(() => import('../features/blocked/index.ts')),
  orders: lazy(() => import('../features/order/index.ts')),
  handover: lazy(() => import('../features/handover/index.ts')),
  import: lazy(() => import('../features/import/index.ts')),
  export: lazy(() => import('../features/export/index.ts')),
  prints: lazy(() => import('../features/prints/index.ts')),
  templates: lazy(() => import('../features/templates/index.ts')),
  devices: lazy(() => import('../features/devices/index.ts')),
  settings: lazy(() => import('./SettingsScreen.tsx')),
  picking: lazy(() => import('../features/picking/index.ts')),
  work: lazy(() => import('../features/work/index.ts')),
  review: lazy(() => import('../features/review/index.ts')),
  payments: lazy(() => import('../features/payments/index.ts')),
  notices: lazy(() => import('../features/notices/index.ts')),
  intake: lazy(() => import('../features/intake/index.ts')),
  customers: lazy(() => import('../features/customers/index.ts')),
  cases: lazy(() => import('../features/cases/index.ts')),
  stock: lazy(() => import('../features/stock/index.ts')),
  shipped: lazy(() => import('../features/shipped/index.ts')),
  archive: lazy(() => import('../features/archive/index.ts')),
  carriers: lazy(() => import('../features/carriers/index.ts')),
  siteRules: lazy(() => import('../features/siteRules/index.ts')),
} satisfies Record<Exclude<PageName, 'bench'>, unknown>;
const NoRight = lazy(() => import('../ui/no-right.tsx'));
const FirstStart = lazy(() => import('../features/first-start/index.ts'));
const LockScreen = lazy(() => import('../features/sign-in/LockScreen.tsx'));
const OfficeFrame = lazy(() => import('../ui/office.tsx'));

/** The whole window: frame, page, banners. Keys of the window are read here once for all pages. */
export function Workbench({ marks }: { readonly marks: LatencyMarks }) {
  const page = useStationState((s) => s.page);
  const setup = useStationState((s) => s.settings !== null && (!s.settings.setupDone || s.setupAgain));
  const linked = useStationState((s) => s.link === 'ready');
  const focused = useAwake();
  const room = useStationState((s) => s.upkeep?.disk.level !== 'full');
  const free = useStationState(isFree);
  const awake = linked && focused && room && free;
  const locked = useStationState(isLocked);
  useKeys();
  useTouch();
  // From a work list the next thing is an order: its page is there when it is asked for.
  useEffect(() => {
    if (page === 'work') void import('../features/order/index.ts');
  }, [page]);
  const main = useScanFocus(page === 'bench' && !setup);
  if (locked)
    return (
      <div className="workbench" data-page="setup">
        <main ref={main} tabIndex={-1} className="workbench-main">
          <Suspense fallback={<Loading />}>
            <LockScreen />
          </Suspense>
        </main>
        <PinPad />
        <ConnectionBanner />
        <StopBanner />
        <Notices />
      </div>
    );
  return (
    <div className="workbench" data-page={setup ? 'setup' : page}>
      {setup ? null : <TopBar awake={awake} />}
      <main ref={main} tabIndex={-1} className="workbench-main">
        <FailureBoundary key={setup ? 'setup' : page}>
          {setup ? <Office>{<FirstStart />}</Office> : <Page page={page} awake={awake} marks={marks} />}
        </FailureBoundary>
      </main>
      <Menu />
      <DiskNotice />
      {page === 'bench' && !setup ? <BenchNotice /> : null}
      <PinPad />
      <ConnectionBanner />
      <StopBanner />
      <Notices />
    </div>
  );
}

function Page({
  page,
  awake,
  marks,
}: {
  readonly page: PageName;
  readonly awake: boolean;
  readonly marks: LatencyMarks;
}) {
  const allowed = useStationState((s) => mayOpen(s.session, page));
  if (page === 'bench') return <BenchPage awake={awake} marks={marks} />;
  // A page that somebody had open before, or whose right was taken away meanwhile.
  const Feature = allowed ? office[page] : NoRight;
  return (
    <Office>
      <Feature />
    </Office>
  );
}

/** Would a scan of this window count: its person works at the bench, and nothing was stopped. */
const isFree = ({ session, view }: StationState): boolean =>
  session === null ||
  (session.stop === null && (session.mode === 'open' || view?.operator?.id === session.person?.id));

/** Nobody is signed in where somebody must be, or only to change the password. */
const isLocked = ({ session }: StationState): boolean =>
  session?.mode === 'closed' && (session.person === null || session.mustChange !== null);

function Office({ children }: { readonly children: ReactNode }) {
  return (
    <Suspense fallback={<Loading />}>
      <OfficeFrame>{children}</OfficeFrame>
    </Suspense>
  );
}

function Loading() {
  const station = useStation();
  return <div className="workbench-loading" data-host={station.host.kind} />;
}

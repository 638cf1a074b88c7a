import { createRoot } from 'react-dom/client';
import { startApp } from '../../renderer/entry/app.tsx';
import type { PageName } from '../../renderer/stores/index.ts';
import { afterAnswers } from './after.ts';
import { caseAnswers } from './cases.ts';
import { reviewAnswers } from './review.ts';
import { createPageHost } from '../fakes/page-host.ts';
import { CALIBRATION_TEXT } from '../../shared/codec/index.ts';
import { galleryCalibration, gallerySerialGun, galleryTrace, gunAnswers, gunHealth } from './guns.ts';
import { intakeAnswers } from './intake.ts';
import { officeAnswers } from './office.ts';
import { hello, verdict, view } from './fixtures.ts';
import { paintLabel, productSvg } from './paint.ts';
import { benchScale, scaleAnswers } from './scales.ts';
import { scenes } from './scenes.ts';
import { accountOf, nameOf, people, peopleAnswers } from './people.ts';
import { pickingAnswers } from './picking.ts';
import { stockAnswers } from './stock.ts';
import { syncAnswers } from './sync.ts';
import { templateAnswers } from './templates.ts';
import { upkeep } from './upkeep.ts';
import { workAnswers } from './work.ts';

const query = new URLSearchParams(location.search);
const language = query.get('lang') === 'en' ? 'en' : 'zh';
const scene = scenes[query.get('scene') ?? 'idle'] ?? (() => view());
const setup = query.has('setup');
const disk = query.get('disk');
const account = accountOf(query.get('who'));

let seq = 1000;
const waitingOrders = ['20261122004', '20261122009'].map((no) => ({
  order: `taobao:${no}`,
  channelOrderNo: no,
}));
const fake = createPageHost(
  {
    ...officeAnswers,
    ...intakeAnswers(query.get('sketch') === '1'),
    ...peopleAnswers,
    ...templateAnswers,
    ...gunAnswers,
    ...workAnswers(query.has('building')),
    ...afterAnswers,
    ...caseAnswers,
    ...reviewAnswers,
    ...stockAnswers,
    ...pickingAnswers(query.get('pick') ?? 'walk'),
    ...syncAnswers(query.get('sync') ?? 'alone', query.has('nohub')),
    'bench.scan': () => verdict('unit_ok', {}, { seq: (seq += 1) }),
    'bench.command': () => verdict('acknowledged', {}, { seq: (seq += 1) }),
    'bench.sameReceiver': () => ({ orders: query.has('same') ? waitingOrders : [] }),
    ...scaleAnswers(query.get('scene') ?? ''),
    'app.hello': () => {
      const told = hello(language, !setup);
      return {
        ...told,
        settings: { ...told.settings, scales: [benchScale], guns: [gallerySerialGun] },
        operators: people.filter(({ active }) => active).map(({ id, name, badge }) => ({ id, name, badge })),
        ...(account === undefined ? {} : { session: account }),
      };
    },
    'devices.health': async () => [...((await officeAnswers['devices.health']?.({})) ?? []), ...gunHealth],
    'bench.view': () => {
      const view = scene();
      return { ...view, operator: view.operator && { ...view.operator, name: nameOf(view.operator.name) } };
    },
    'upkeep.view': () => upkeep(disk === 'low' || disk === 'full' ? disk : 'ok'),
    'product.picture': ({ key }) => ({
      ok: true,
      value: { type: 'image/svg+xml', base64: btoa(productSvg(key)) },
    }),
    'label.preview': () => ({ ok: true, value: { pages: [paintLabel()], warnings: [] } }),
  },
  language,
);
// A gun of the station sends the calibration code, and a recording lies ready to be loaded.
const sendCalibration = (): void =>
  fake.push('gunRaw', {
    bench: '1',
    gun: 'gun-1',
    kind: 'bytes',
    at: performance.timeOrigin + performance.now(),
    hex: galleryCalibration(CALIBRATION_TEXT),
  });
if (query.has('calibrated')) setInterval(sendCalibration, 3000);
Object.assign(window, { galleryTrace });
// For tests: what the page asked for, and the station's side of the connection.
const show = (name: string): void => fake.push('bench', (scenes[name] ?? view)());
Object.assign(window, { gallery: fake, show });
const root = document.getElementById('root');
if (!root) throw new Error('no #root');
const station = startApp({ root: createRoot(root), host: fake.host, bench: null });
if (query.get('link') !== 'lost') fake.connect();
if (query.get('link') === 'drop') setTimeout(() => fake.lose(), 300);
const page = query.get('page');
if (page !== null)
  station.go(page as PageName, query.get('order') ?? undefined, query.get('tab') ?? undefined);

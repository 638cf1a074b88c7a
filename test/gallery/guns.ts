import type { GunSettings } from '../../shared/contract/index.ts';
import { hexOf } from '../../shared/codec/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { gunKeys } from '../fakes/gun-keys.ts';
import { NOW } from './fixtures.ts';

/** The guns of the pictures: one on a serial port, set otherwise than as delivered, and one found on HID. */
export const gallerySerialGun: GunSettings = {
  id: 'gun-1',
  kind: 'serial',
  name: 'Honeywell Xenon 1950g',
  path: '/dev/ttyACM0',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  bench: '1',
  usb: '0c2e:0b6a:21054b0a7f',
  profile: {
    prefix: '\u0002',
    suffix: '\u0003',
    end: 'enter',
    startKey: null,
    gs: 'control',
    gsText: '',
    case: 'as_sent',
    layout: 'us',
    aim: 'on',
  },
};

export const gunAnswers: Answers = {
  'devices.find': () => ({
    devices: [
      {
        kind: 'serial',
        use: 'unknown',
        path: '/dev/ttyACM0',
        usb: '0c2e:0b6a:21054b0a7f',
        manufacturer: 'Honeywell',
        product: 'Xenon 1950g',
        serialNumber: '21054B0A7F',
        usedBy: 'gun-1',
        seenAs: 'Honeywell Xenon 1950g',
      },
      {
        kind: 'hid',
        use: 'gun',
        path: '/dev/hidraw4',
        usb: '05e0:1200:s23091',
        manufacturer: 'Symbol Technologies',
        product: 'DS2208',
        serialNumber: 'S23091',
        usedBy: null,
        seenAs: '退货台的枪',
      },
      {
        kind: 'serial',
        use: 'unknown',
        path: '/dev/ttyS0',
        usb: null,
        manufacturer: null,
        product: null,
        serialNumber: null,
        usedBy: null,
        seenAs: null,
      },
    ],
    hid: null,
  }),
  'devices.export': () => ({ ok: true, value: { token: 't', fileName: 'packline-devices.json' } }),
  'devices.import': () => ({ ok: true, value: null }),
};

export const gunHealth = [
  {
    id: 'gun-1',
    kind: 'gun' as const,
    lastSeen: NOW - 12_000,
    lastError: { code: 'wrong_speed', at: NOW - 5_400_000 },
    latency: { n: 812, p50: 1.1, p95: 3.4 },
  },
];

/** A recording as a person would load it: a GS1 code with `#` for GS under an input method, and a waybill. */
export function galleryTrace(): string {
  const profile = {
    prefix: '',
    suffix: '',
    end: 'enter',
    startKey: null,
    gs: 'control',
    gsText: '',
    case: 'as_sent',
    layout: 'us',
    aim: 'auto',
  };
  const keys = [
    ...gunKeys('01069012345678921726123110L7#21SN-0042', { gap: 3, key: () => 'Process' }),
    ...gunKeys('SF1234567890123', { start: 3000, gap: 3 }),
  ];
  const entries = keys.map(({ timeStamp, ...record }) => ({ kind: 'key', t: timeStamp - 1000, ...record }));
  return JSON.stringify({ format: 'packline-gun-trace', version: 1, profile, entries });
}

/** The calibration code as a serial gun sends it. */
export const galleryCalibration = (text: string): string =>
  hexOf(new TextEncoder().encode(`\u0002]C1${text}\u0003\r`));

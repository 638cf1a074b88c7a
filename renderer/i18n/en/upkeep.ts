import type { SameKeys } from '../types.ts';
import type { upkeepZh } from '../zh/upkeep.ts';

export const upkeepEn: SameKeys<typeof upkeepZh> = {
  lowLamp: 'Disk',
  damagedLamp: 'Data file damaged',
  full: {
    title: 'The disk is all but full: scanning waits',
    free: 'Only {{free}} left. Scans do not count now; the order that is open stays as it is.',
    todo: 'Make room: delete files that nobody needs, or empty the recycle bin.',
    where: 'The data lie in {{folder}}',
    after: 'It goes on by itself once there is room; nothing has to be restarted.',
  },
  disk: {
    title: 'Disk and data file',
    free: 'Free space',
    unknown: 'the system does not say',
    level: { ok: 'enough', low: 'less than 1 GB: make room', full: 'less than 200 MB: waiting' },
    check: 'Check at the start',
    outcome: {
      pending: 'follows in the background',
      sound: 'the data file is sound',
      damaged: 'the data file is damaged: make a backup and run the doctor',
      unknown: 'it could not be read to the end; the next start tries again',
    },
    took: '{{at}}, in {{ms}} ms',
    ended: 'Last end',
    cleanly: 'proper',
    killed: 'cut short (power or a forced end)',
    completed: '{{n}} half-done acts completed',
  },
  rules: {
    title: 'How long data are kept',
    sub: 'What is due leaves once a day, or at once when you ask. 0 = never. In backups it leaves as they are rotated.',
    privateDays: 'Receivers: days after the order is over',
    privateNote:
      'Names, phones, addresses, remarks and notes. The order stays and says that a rule removed them.',
    documentDays: 'Finished orders: days after they are over',
    documentNote:
      'Orders, parcels, waybill numbers, handover lists. What is open or has a case or exception stays.',
    recordDays: 'Scans, print jobs, import reports: days',
    preview: 'Preview',
    run: 'Run now',
    running: 'Running …',
    never: 'It has not run yet',
    last: 'Last run: {{at}}',
    would: 'Now it would take away:',
    nothing: 'nothing is due',
    outcome: {
      done: 'done',
      waits: 'orders stay for now: something has not been sent yet',
      stopped: 'stopped on the way; goes on next time',
      failed: 'it did not run to its end',
    },
    counts: {
      receivers: 'receivers of orders',
      quotes: 'quotes in reports',
      orders: 'orders',
      shipments: 'parcels',
      waybills: 'waybill numbers',
      handovers: 'handover lists',
      prints: 'print jobs',
      journal: 'scans',
      reports: 'reports and records of looks',
    },
  },
  keys: {
    title: 'Encryption key',
    sub: 'Receivers are encrypted before they reach the disk. Change the key when somebody may have it: everything is encrypted anew in the background; packing goes on.',
    rotate: 'Change the key',
    progress: '{{done}} of {{total}} rows',
    confirm: 'Yes, change it',
  },
};

import { openSerialPort } from '../../../electron/station/devices/serial-port.ts';
import { nowEpoch } from './host.ts';

/** A process that does nothing but read a serial line, and tells its parent when bytes came. */
const [path = ''] = process.argv.slice(2);
await openSerialPort(
  { path, baudRate: 9600 },
  {
    onData: () => void process.send?.({ at: nowEpoch() }),
    onClose: () => process.exit(0),
  },
);
process.on('disconnect', () => process.exit(0));
process.send?.({ at: 0 });

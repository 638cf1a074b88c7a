export { systemClock } from './device-clock.ts';
export type { DeviceClock } from './device-clock.ts';
export { listPorts, openSerialPort, portErrorCode } from './serial-port.ts';
export type {
  OpenedPort,
  OpenPort,
  PortErrorCode,
  PortHandlers,
  PortInfo,
  SerialSettings,
} from './serial-port.ts';
export type { Gun, GunListener, GunScan, GunStatus } from './gun-line.ts';
export { createSerialGun } from './serial-gun.ts';
export type { SerialGunOptions } from './serial-gun.ts';
export { createHidGun, isGun } from './hid-gun.ts';
export type { HidGunOptions } from './hid-gun.ts';
export { listHid, openHid } from './hid-driver.ts';
export type { HidHandle, HidInfo, HidList, HidModule } from './hid-driver.ts';
export { usbIdOf } from './usb-id.ts';
export { openPrinterPort } from './printer-port.ts';
export { createHidScale, isScale } from './hid-scale.ts';
export { createSerialScale } from './serial-scale.ts';
export type { Scale, ScaleEvents, SerialScaleOptions } from './serial-scale.ts';
export type { ScaleStatus } from './scale-line.ts';
export { detectScale } from './scale-detect.ts';
export type { Detection, ScaleProposal } from './scale-detect.ts';

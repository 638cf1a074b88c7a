export { BenchNotice } from './BenchNotice.tsx';
export { StopBanner, StopButton } from './EmergencyStop.tsx';
export { default as PinPad } from './PinPad.tsx';

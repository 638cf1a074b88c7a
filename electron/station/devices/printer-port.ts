import type { SerialPort } from 'serialport';

/** Opens a serial line for a printer; the transport writes, drains and closes it. Rejects with the driver's error. */
export async function openPrinterPort(
  path: string,
  options: { readonly baudRate: number },
): Promise<SerialPort> {
  const { SerialPort: Port } = await import('serialport');
  const port = new Port({ path, baudRate: options.baudRate, autoOpen: false });
  return new Promise((resolve, reject) => {
    port.open((error) => (error ? reject(error) : resolve(port)));
  });
}

import { SerialPort } from 'serialport';

/** Opens a serial line for a printer; the transport writes, drains and closes it. Rejects with the driver's error. */
export const openPrinterPort = (path: string, options: { readonly baudRate: number }): Promise<SerialPort> =>
  new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: options.baudRate, autoOpen: false });
    port.open((error) => (error ? reject(error) : resolve(port)));
  });

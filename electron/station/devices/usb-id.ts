/**
 * USB identity of a device, `vendor:product:serial`, lower case, vendor and product as four hexadecimal digits. Many guns
 * have no serial number: two of one model then look the same, and only the path tells them apart.
 * @returns undefined for what hangs on no USB
 */
export function usbIdOf(device: {
  readonly vendorId?: string | number | undefined;
  readonly productId?: string | number | undefined;
  readonly serialNumber?: string | undefined;
}): string | undefined {
  const vendor = hex4(device.vendorId);
  const product = hex4(device.productId);
  if (vendor === undefined || product === undefined) return undefined;
  return `${vendor}:${product}:${(device.serialNumber ?? '').trim().toLowerCase()}`.slice(0, 120);
}

function hex4(id: string | number | undefined): string | undefined {
  const text = typeof id === 'number' ? id.toString(16) : id?.replace(/^0x/i, '');
  return text === undefined || !/^[0-9a-f]{1,4}$/i.test(text) || Number.parseInt(text, 16) === 0
    ? undefined
    : text.toLowerCase().padStart(4, '0');
}

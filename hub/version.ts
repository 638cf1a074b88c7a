/** Of the hub, as it tells stations; the same as package.json's. */
export const VERSION = '0.1.0';

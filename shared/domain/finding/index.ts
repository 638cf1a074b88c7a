export { askedTexts, nameText, orderTexts, phoneTexts, shipmentTexts } from './texts.ts';
export type { KeyedHash } from './texts.ts';

import type { Preset } from '../preset.ts';
import { ONLINE_RETAIL } from './online-retail.ts';
import { PACKLINE_ORDERS, PACKLINE_PRODUCTS } from './packline.ts';
import { SHOPIFY_ORDERS } from './shopify.ts';
import { TAOBAO_ORDERS } from './taobao.ts';
import { CARRIER_TRACKING } from './tracking.ts';
import { CARRIER_WAYBILLS, POOL_NUMBERS, SHIPPED_PRESETS } from './waybills.ts';

export { ONLINE_RETAIL, PACKLINE_ORDERS, PACKLINE_PRODUCTS, SHOPIFY_ORDERS, TAOBAO_ORDERS };
export { CARRIER_TRACKING, CARRIER_WAYBILLS, POOL_NUMBERS, SHIPPED_PRESETS };

/** Every preset that ships with the product. */
export const PRESETS: readonly Preset[] = [
  PACKLINE_ORDERS,
  PACKLINE_PRODUCTS,
  ONLINE_RETAIL,
  SHOPIFY_ORDERS,
  TAOBAO_ORDERS,
  CARRIER_WAYBILLS,
  POOL_NUMBERS,
  ...SHIPPED_PRESETS,
  CARRIER_TRACKING,
];

export const presetById = (id: string): Preset | undefined => PRESETS.find((preset) => preset.id === id);

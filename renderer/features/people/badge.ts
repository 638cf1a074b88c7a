import { INTERNAL_PREFIXES } from '../../../shared/codec/scan/index.ts';

/** What stands in the bar code of a badge: a gun must tell it from every other number. */
export const badgeCode = (badge: string): string => `${INTERNAL_PREFIXES.badge}${badge.toUpperCase()}`;

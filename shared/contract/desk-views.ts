import { z } from 'zod';

/** A rule's value as it crosses; what each rule allows is checked by `siteRuleValue`. */
export const siteRuleValue = z.union([
  z.number(),
  z.boolean(),
  z.string().max(4_000),
  z.array(z.string().max(400)).max(1_000),
]);

export const siteRuleView = z.object({
  key: z.string(),
  value: siteRuleValue,
  /** Nobody has set it. */
  isDefault: z.boolean(),
});
export type SiteRuleView = z.infer<typeof siteRuleView>;

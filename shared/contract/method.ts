import { z } from 'zod';

/** What every part of the contract is made of. */
export const id = z.string().min(1).max(200);
export const none = z.object({}).strict();
export const bench = z.string().regex(/^[A-Za-z0-9-]{1,16}$/);
export const refusal = z.object({
  ok: z.literal(false),
  code: z.string(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
export const outcome = <T extends z.ZodType>(value: T) =>
  z.discriminatedUnion('ok', [z.object({ ok: z.literal(true), value }), refusal]);
export const done = outcome(z.null());
export const method = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
export const page = {
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
};

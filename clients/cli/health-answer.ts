import { z } from 'zod';

/** What `/healthz` answers. */
export const HEALTH = z.object({
  status: z.string(),
  reason: z.string().default(''),
  epoch: z.number(),
  time_ns: z.string().regex(/^\d+$/),
  writers: z.array(z.object({ name: z.string(), state: z.string(), lag: z.number() })).default([]),
  failing_threads: z.array(z.string()).default([]),
});

export type Health = z.output<typeof HEALTH>;

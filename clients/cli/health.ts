import { Code, RedleafError } from '@redleaf/client';
import { z } from 'zod';

/** What `/healthz` answers. */
const HEALTH = z.object({
  status: z.string(),
  reason: z.string().default(''),
  epoch: z.number(),
  time_ns: z.string().regex(/^\d+$/),
  writers: z.array(z.object({ name: z.string(), state: z.string(), lag: z.number() })).default([]),
  failing_threads: z.array(z.string()).default([]),
});

export type Health = z.output<typeof HEALTH>;

export async function healthOf(url: string): Promise<Health> {
  const response = await fetch(`${url}/healthz`).catch((cause: unknown) => {
    // `fetch` has put what happened into the cause of its own error.
    const message = cause instanceof Error ? String(cause.cause) : 'no answer';
    throw new RedleafError(message, { code: Code.Unavailable, reason: '', method: 'GetHealth', cause });
  });
  const { data } = HEALTH.safeParse(await response.json().catch(() => undefined));
  if (data === undefined) throw new Error(`${url} is not a Redleaf Exchange`);
  return data;
}

/** The time of the exchange, which its clock may set ahead: milliseconds since 1970-01-01 UTC. */
export async function exchangeTimeMs(url: string): Promise<number> {
  return Number(BigInt((await healthOf(url)).time_ns) / 1_000_000n);
}

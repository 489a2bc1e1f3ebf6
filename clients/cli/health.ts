import { Code, RedleafError } from '@redleaf/client';
import type { Health } from './health-answer.ts';

export async function healthOf(url: string): Promise<Health> {
  const response = await fetch(`${url}/healthz`).catch((cause: unknown) => {
    // `fetch` has put what happened into the cause of its own error.
    const message = cause instanceof Error ? String(cause.cause) : 'no answer';
    throw new RedleafError(message, { code: Code.Unavailable, reason: '', method: 'GetHealth', cause });
  });
  // Loaded here: few commands need it, and the library that checks answers is a fifth of all modules.
  const { HEALTH } = await import('./health-answer.ts');
  const { data } = HEALTH.safeParse(await response.json().catch(() => undefined));
  if (data === undefined) throw new Error(`${url} is not a Redleaf Exchange`);
  return data;
}

/** The time of the exchange, which its clock may set ahead: milliseconds since 1970-01-01 UTC. */
export async function exchangeTimeMs(url: string): Promise<number> {
  return Number(BigInt((await healthOf(url)).time_ns) / 1_000_000n);
}

import { Code, RedleafError } from '@redleaf/client';
import { Command } from 'commander';
import { z } from 'zod';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';

/** What `/healthz` answers. */
const HEALTH = z.object({
  status: z.string(),
  reason: z.string().default(''),
  epoch: z.number(),
  writers: z.array(z.object({ name: z.string(), state: z.string(), lag: z.number() })).default([]),
  failing_threads: z.array(z.string()).default([]),
});

type Health = z.output<typeof HEALTH>;

export function statusCommand(): Command {
  return new Command('status')
    .description('show whether the exchange accepts orders, and which parts fail')
    .action(status);
}

async function status(_options: GlobalOptions, command: Command): Promise<void> {
  const { url, json } = command.optsWithGlobals<GlobalOptions>();
  const health = await healthOf(url);
  new Output(json).line({ url, ...health }, () => healthText(url, health));
  if (health.status === 'unavailable') throw new Error(`${url} accepts no orders: ${health.reason}`);
}

async function healthOf(url: string): Promise<Health> {
  const response = await fetch(`${url}/healthz`).catch((cause: unknown) => {
    // `fetch` has put what happened into the cause of its own error.
    const message = cause instanceof Error ? String(cause.cause) : 'no answer';
    throw new RedleafError(message, { code: Code.Unavailable, reason: '', method: 'GetHealth', cause });
  });
  const { data } = HEALTH.safeParse(await response.json().catch(() => undefined));
  if (data === undefined) throw new Error(`${url} is not a Redleaf Exchange`);
  return data;
}

function healthText(url: string, { status, epoch, writers, failing_threads }: Health): string {
  return [
    `${url}: ${status} (epoch ${epoch})`,
    ...writers.map(({ name, state, lag }) => `  writer ${name}: ${state}, ${countText(lag, 'event')} behind`),
    ...failing_threads.map((name) => `  thread ${name}: failing`),
  ].join('\n');
}

import { Command } from 'commander';
import { countText, shortTimeText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { healthOf } from '../health.ts';
import type { Health } from '../health-answer.ts';
import { Output } from '../output.ts';

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

function healthText(url: string, { status, epoch, time_ns, writers, failing_threads }: Health): string {
  return [
    `${url}: ${status} at ${shortTimeText(BigInt(time_ns))} (epoch ${epoch})`,
    ...writers.map(({ name, state, lag }) => `  writer ${name}: ${state}, ${countText(lag, 'event')} behind`),
    ...failing_threads.map((name) => `  thread ${name}: failing`),
  ].join('\n');
}

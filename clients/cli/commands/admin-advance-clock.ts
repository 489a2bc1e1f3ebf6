import { Command } from 'commander';
import { timeText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { isPeriod, parsePeriod } from '../parse-period.ts';
import { readTime } from '../parse-time.ts';
import { withRedleaf } from '../with-redleaf.ts';

const NANOSECONDS_PER_MILLISECOND = 1_000_000n;

export function advanceClockCommand(): Command {
  return new Command('advance-clock')
    .description('advance the time of an exchange that runs with CLOCK=manual, by at most 100 days at once')
    .argument('<period or time>', 'how far, such as 90s, 1h or 7d; or to when, such as 2026-03-31T09:30:00Z')
    .action(advanceClock);
}

async function advanceClock(text: string, _options: GlobalOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<GlobalOptions>();
  const request = isPeriod(text)
    ? { case: 'durationNs' as const, value: BigInt(parsePeriod(text)) * NANOSECONDS_PER_MILLISECOND }
    : { case: 'timeNs' as const, value: await readTime(text, 'the time', options.url) };
  await withRedleaf(options, async ({ admin }, output) => {
    const { timeNs, sequence } = await admin.advanceClock({ to: request });
    output.line(
      { time_ns: String(timeNs), sequence: String(sequence) },
      () => `the time of the exchange is ${timeText(timeNs)}`,
    );
  });
}

import { Command } from 'commander';
import { ExecutionReportSchema } from '../../../gen/redleaf/v1/execution_pb.ts';
import { EXECUTION_COLUMNS } from '../columns.ts';
import type { GlobalOptions } from '../global-options.ts';
import { InstrumentDirectory } from '../instruments.ts';
import { connectionLost, interruptSignal } from '../interrupt.ts';
import { wholeNumber } from '../order-arguments.ts';
import { resumptionOf } from '../resumption.ts';
import { take } from '../take.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface WatchExecutionsOptions extends GlobalOptions {
  readonly from?: string;
  readonly epoch?: string;
  readonly count?: number;
}

export function watchExecutionsCommand(): Command {
  return new Command('executions')
    .description('follow your execution reports, without gaps, also across lost connections')
    .option('--from <sequence>', 'continue after this sequence; 0 for everything in memory')
    .option('--epoch <epoch>', 'epoch of --from; required unless that is 0')
    .option('--count <n>', 'end after this many', wholeNumber('--count', 1, 2 ** 31))
    .action(watchExecutions);
}

async function watchExecutions(_options: WatchExecutionsOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<WatchExecutionsOptions>();
  const resumption = resumptionOf(options);
  await withRedleaf(options, async (redleaf, output) => {
    const directory = new InstrumentDirectory(redleaf);
    const signal = interruptSignal();
    const reports = redleaf.watchExecutions({ signal, ...resumption, onInterrupted: connectionLost });
    // Who has no order may wait for hours.
    if (process.stderr.isTTY) process.stderr.write('waiting for executions; Ctrl-C ends it\n');
    const print = output.messages(ExecutionReportSchema, EXECUTION_COLUMNS);
    for await (const report of take(reports, options.count)) {
      const instrument = await directory.get(report.order?.instrumentId ?? 0);
      print([{ item: report, instrument }]);
    }
  });
}

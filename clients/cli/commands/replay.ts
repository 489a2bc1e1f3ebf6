import { stat } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { findInstrument } from '../instruments.ts';
import { wholeNumber } from '../order-arguments.ts';
import { UsageError } from '../usage-error.ts';
import { type AdminOptions, addAdminOptions, withAdmin } from '../with-admin.ts';

interface ReplayOptions extends AdminOptions {
  readonly format: 'lobster';
  readonly speed: number;
  readonly inFlight: number;
  readonly instrument?: string;
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .description('send a recorded order flow and compare what trades; needs an administrator')
    .argument('<file>', 'the messages, as text or .gz')
    .addOption(new Option('--format <format>', 'what the file is').choices(['lobster']).makeOptionMandatory())
    .addOption(
      new Option('--speed <multiple>', "multiple of real time, or 'max'")
        .argParser(parseSpeed)
        .default(Number.POSITIVE_INFINITY, 'max'),
    )
    .option(
      '--in-flight <frames>',
      'frames that may wait for an answer',
      wholeNumber('--in-flight', 1, 65_536),
      64,
    )
    .option('--instrument <instrument>', 'an empty one by symbol or number; else a new one is listed');
  return addAdminOptions(command).action(replayFile);
}

async function replayFile(path: string, _options: ReplayOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReplayOptions>();
  const file = await stat(path).catch(() => undefined);
  if (file?.isFile() !== true) throw new UsageError(`there is no file '${path}'`);
  await withAdmin(options, async (admin, output) => {
    // Loaded here: other commands need none of it.
    const [{ replay }, { ReplayResult }, { prepareReplay }, { linesWithProgress }] = await Promise.all([
      import('../replay/replay.ts'),
      import('../replay/result.ts'),
      import('../replay/prepare.ts'),
      import('../replay/lines.ts'),
    ]);
    const given =
      options.instrument === undefined ? undefined : await findInstrument(admin, options.instrument);
    const { instrument, maker, taker } = await prepareReplay(admin, options.url, given);
    output.note(`replaying ${path} on ${instrument.symbol} (instrument ${instrument.instrumentId})`);
    try {
      const result = new ReplayResult();
      const { instrumentId } = instrument;
      const { inFlight, speed } = options;
      const lines = linesWithProgress(path, file.size);
      await replay(lines, { instrumentId, maker, taker, inFlight, speed, result });
      result.finish();
      output.line(result.toJson(), () => result.toText());
    } finally {
      maker.close();
      taker.close();
    }
  });
}

function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (/^[\d.]+$/.test(text) && speed > 0) return speed;
  throw new UsageError(`--speed must be a number above 0, or 'max', not '${text}'`);
}

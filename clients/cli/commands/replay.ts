import { stat } from 'node:fs/promises';
import type { Redleaf } from '@redleaf/client';
import { Command, Option } from 'commander';
import { findInstrument } from '../instruments.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import { type AdminOptions, addAdminOptions, withAdmin } from '../with-admin.ts';

interface ReplayOptions extends AdminOptions {
  readonly format: 'lobster';
  readonly speed: number;
  readonly inFlight: number;
  readonly keep?: boolean;
  readonly instrument?: string;
}

export function replayCommand(): Command {
  const command = new Command('replay')
    .description(
      'send a recorded order flow to a temporary exchange, or with --keep to the one at --url, and compare the trades',
    )
    .argument('<file>', 'recorded messages, as text or .gz')
    .addOption(
      new Option('--format <format>', 'format of the file').choices(['lobster']).makeOptionMandatory(),
    )
    .addOption(
      new Option('--speed <multiple>', "multiple of real time, or 'max'")
        .argParser(parseSpeed)
        .default(Number.POSITIVE_INFINITY, 'max'),
    )
    .option(
      '--in-flight <frames>',
      'maximum of unanswered messages with commands',
      wholeNumber('--in-flight', 1, 65_536),
      64,
    )
    .option(
      '--keep',
      'replay on the exchange at --url, as an administrator; the instrument and two parties stay there',
    )
    .option('--instrument <instrument>', 'with --keep: use this empty instrument instead of a new one');
  return addAdminOptions(command).action(replayFile);
}

async function replayFile(path: string, _options: ReplayOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ReplayOptions>();
  const file = await stat(path).catch(() => undefined);
  if (file?.isFile() !== true) throw new UsageError(`there is no file '${path}'`);
  const output = new Output(options.json);
  if (options.keep === true) {
    await withAdmin(options, (admin) =>
      replayOn(admin, options.url, { path, sizeBytes: file.size, options, output }),
    );
    return;
  }
  if (options.instrument !== undefined || options.adminId !== undefined) {
    throw new UsageError('--instrument and --admin-id go with --keep');
  }
  const { withThrowawayExchange } = await import('../replay/throwaway-exchange.ts');
  await withThrowawayExchange((admin, url) =>
    replayOn(admin, url, { path, sizeBytes: file.size, options, output }),
  );
}

interface Replay {
  readonly path: string;
  readonly sizeBytes: number;
  readonly options: ReplayOptions;
  readonly output: Output;
}

async function replayOn(
  admin: Redleaf,
  url: string,
  { path, sizeBytes, options, output }: Replay,
): Promise<void> {
  // Loaded here: other commands need none of it.
  const [{ replay }, { ReplayResult }, { prepareReplay }, { linesWithProgress }] = await Promise.all([
    import('../replay/replay.ts'),
    import('../replay/result.ts'),
    import('../replay/prepare.ts'),
    import('../replay/lines.ts'),
  ]);
  const { inFlight, speed } = options;
  const given =
    options.instrument === undefined ? undefined : await findInstrument(admin, options.instrument);
  const { instrument, maker, taker } = await prepareReplay(admin, url, given);
  const { instrumentId } = instrument;
  output.note(`replaying ${path} on ${instrument.symbol} (instrument ${instrumentId})`);
  try {
    const result = new ReplayResult();
    const lines = linesWithProgress(path, sizeBytes);
    await replay(lines, { instrumentId, maker, taker, inFlight, speed, result });
    result.finish();
    output.line(result.toJson(), () => result.toText());
  } finally {
    await Promise.all([endSession(maker), endSession(taker)]);
  }
}

/** A session that cannot be ended now ends by itself. */
async function endSession(redleaf: Redleaf): Promise<void> {
  await redleaf.sessions.logout({}).catch(() => {});
  redleaf.close();
}

function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (/^[\d.]+$/.test(text) && speed > 0) return speed;
  throw new UsageError(`--speed must be a number above 0, or 'max', not '${text}'`);
}

import { stat } from 'node:fs/promises';
import { connectRedleaf, type Redleaf } from '@redleaf/client';
import { Command, Option } from 'commander';
import type { GlobalOptions } from '../global-options.ts';
import { findInstrument } from '../instruments.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';
import { askPassword } from '../password.ts';
import { UsageError } from '../usage-error.ts';
import { withRedleaf } from '../with-redleaf.ts';

interface ReplayOptions extends GlobalOptions {
  readonly format: 'lobster';
  readonly speed: number;
  readonly inFlight: number;
  readonly instrument?: string;
  readonly adminId?: string;
  readonly adminPassword?: string;
}

export function replayCommand(): Command {
  return new Command('replay')
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
    .option('--instrument <instrument>', 'an empty one by symbol or number; else a new one is listed')
    .option('--admin-id <party>', 'administrator; else the session of redleaf login')
    .option('--admin-password <password>', 'its password')
    .action(replayFile);
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

/** With the administrator named on the command line, or the one who is logged in. */
async function withAdmin(
  options: ReplayOptions,
  work: (admin: Redleaf, output: Output) => Promise<void>,
): Promise<void> {
  const { url, json, adminId } = options;
  if (adminId === undefined) return withRedleaf(options, work);
  const password = options.adminPassword ?? (await askPassword(`Password of ${adminId}`));
  const admin = connectRedleaf({ url, partyId: adminId, password });
  try {
    await work(admin, new Output(json));
  } finally {
    admin.close();
  }
}

function parseSpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY;
  const speed = Number(text);
  if (/^[\d.]+$/.test(text) && speed > 0) return speed;
  throw new UsageError(`--speed must be a number above 0, or 'max', not '${text}'`);
}

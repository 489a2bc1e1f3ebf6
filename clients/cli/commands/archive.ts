import { Command } from 'commander';
import program from '../../../package.json' with { type: 'json' };
import type { GlobalOptions } from '../global-options.ts';
import { Output } from '../output.ts';
import { parsePeriod } from '../parse-period.ts';
import { showProgress } from '../show-progress.ts';

interface ArchiveOptions extends GlobalOptions {
  readonly dataDir?: string;
  readonly keep: number;
}

export function archiveCommand(): Command {
  return new Command('archive')
    .description(
      'move older events of a stopped exchange from its journal to an archive, and verify the archive first',
    )
    .argument('<folder>', 'folder of the archive; new, or from a killed run of this command')
    .option('--data-dir <folder>', 'data folder of the exchange (or DATA_DIR)')
    .option(
      '--keep <period>',
      'age of the events to keep, in s, m, h, d or w',
      parsePeriod,
      parsePeriod('7d'),
    )
    .action(archive);
}

async function archive(target: string, _options: ArchiveOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ArchiveOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ loadConfig }, { archiveJournal }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/operations/archive.ts'),
  ]);
  const settings = loadConfig({ DATA_DIR: options.dataDir });
  const { version } = program;
  const archived = async () => {
    using progress = showProgress('{percentage} % verified, copied and read back');
    const onProgress = (done: number, all: number) => progress.update(done, all);
    return await archiveJournal({ settings, target, keepMs: options.keep, version, onProgress });
  };
  const manifest = await archived();
  const { first_sequence, last_sequence, epoch, state_hash } = manifest;
  new Output(options.json).line({ archive: target, ...manifest }, () =>
    [
      `events ${first_sequence} to ${last_sequence} are in ${target}; the journal begins after them`,
      `epoch ${epoch}`,
      `state hash ${state_hash}`,
      'verified by reading back',
    ].join('\n'),
  );
}

import { Command } from 'commander';
import type { Examined } from '../doctor/examine.ts';
import { countText } from '../format.ts';
import type { GlobalOptions } from '../global-options.ts';
import { wholeNumber } from '../order-arguments.ts';
import { Output } from '../output.ts';

interface DoctorOptions extends GlobalOptions {
  readonly host?: string;
  readonly port?: number;
  readonly dataDir?: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check settings and machine, and report problems with remedies; changes nothing')
    .option('--host <address>', 'as for serve')
    .option('--port <port>', 'as for serve', wholeNumber('--port', 0, 65_535))
    .option('--data-dir <folder>', 'as for serve')
    .action(doctor);
}

async function doctor(_options: DoctorOptions, command: Command): Promise<void> {
  const options = command.optsWithGlobals<DoctorOptions>();
  // Loaded here: other commands do not need the exchange.
  const [{ checkSettings }, { readEnvironment }, { examine }] = await Promise.all([
    import('../../../src/settings/config.ts'),
    import('../../../src/settings/environment.ts'),
    import('../doctor/examine.ts'),
  ]);
  const flags = { HOST: options.host, PORT: options.port?.toString(), DATA_DIR: options.dataDir };
  const { config, problems } = checkSettings(flags, readEnvironment());
  const output = new Output(options.json);
  const print = (found: Examined) => output.line({ ...found }, () => lineOf(found));
  for (const { name, message } of problems)
    print({
      name: 'settings',
      outcome: 'failed',
      what: `${name}: ${message}`,
      fix: 'correct it; redleaf config shows all settings',
    });
  let failures = problems.length;
  if (config !== undefined) {
    print({ name: 'settings', outcome: 'ok', what: 'all valid' });
    for await (const found of examine(config)) {
      print(found);
      if (found.outcome === 'failed') failures += 1;
    }
  }
  if (failures > 0) throw new Error(`${countText(failures, 'check')} failed: see above`);
}

const NAME_WIDTH = 12;
const MARKS = { ok: 'ok      ', warning: 'WARNING ', failed: 'FAILED  ' } as const;

function lineOf({ name, outcome, what, fix }: Examined): string {
  const line = `${MARKS[outcome]} ${name.padEnd(NAME_WIDTH)} ${what}`;
  return fix === undefined ? line : `${line}\n${' '.repeat(9)}${' '.repeat(NAME_WIDTH)} → ${fix}`;
}

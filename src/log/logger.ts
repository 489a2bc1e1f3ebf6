import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from '../settings/config.ts';

export type { Logger };

/** Names under which a secret could come along, at any of the depths that we log. */
const SECRET_NAMES = [
  'authorization',
  'password',
  'adminPassword',
  'token',
  'hash',
  'passwordHash',
  'tokenHash',
  'cookie',
  'mongoPass',
  // It may hold a password.
  'mongoUrl',
];

interface Log {
  readonly logger: Logger;
  /** Writes what is still waiting; the last thing to do. */
  close(): Promise<void>;
}

/**
 * The log of the exchange: on the console, and in files as well if the settings name a folder for them.
 *
 * @throws Error of the file system when that folder cannot be written to.
 */
export async function openLog(
  config: Pick<Config, 'logLevel' | 'logDir' | 'logKeepFiles' | 'logMaxBytes'>,
  console?: DestinationStream,
): Promise<Log> {
  const standard = console ?? (await standardOutput());
  const logger = createLogger(config, standard);
  if (config.logDir === '') return { logger, close: async () => {} };
  // Loaded here: with its calendar it takes some megabytes, and most exchanges have no files.
  const { openLogFiles } = await import('./log-files.ts');
  const files = await openLogFiles({
    directory: config.logDir,
    keep: config.logKeepFiles,
    maxBytes: config.logMaxBytes,
    onError: (err) => logger.error({ err }, 'the log files cannot be written'),
  });
  // The logger decides what is logged; here everything passes.
  const both = pino.multistream([
    { level: 'trace', stream: standard },
    { level: 'trace', stream: files.stream },
  ]);
  return { logger: createLogger(config, both), close: () => files.close() };
}

/** Lines for people on a terminal, JSON for everything else; never a secret in either. */
export function createLogger(
  { logLevel }: { readonly logLevel: string },
  destination: DestinationStream,
): Logger {
  return pino(
    {
      level: logLevel,
      base: null,
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]),
        censor: '[redacted]',
      },
    },
    destination,
  );
}

async function standardOutput(): Promise<DestinationStream> {
  if (!process.stdout.isTTY) return pino.destination(1);
  const { default: pretty } = await import('pino-pretty');
  return pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', sync: true });
}

import type { MessagePort } from 'node:worker_threads';
import pino, { type DestinationStream, type Logger } from 'pino';
import type { Config } from '../settings/config.ts';
import { takeLines } from './take-lines.ts';

export type { Logger };

/** Fields that may hold a secret. They are redacted down to the deepest level that we log. */
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
  // A connection string may contain a password.
  'mongoUrl',
];

interface Log {
  readonly logger: Logger;
  /** Writes the lines of a worker thread that has the other end of the port. */
  attach(port: MessagePort): void;
  /** Writes the lines that wait. Call it last. */
  close(): Promise<void>;
}

/**
 * Opens the log of the exchange, on the console and, if LOG_DIR is set, in files.
 *
 * @throws Error of the file system when LOG_DIR cannot be written.
 */
export async function openLog(
  config: Pick<Config, 'logLevel' | 'logDir' | 'logKeepFiles' | 'logMaxBytes'>,
  console?: DestinationStream,
): Promise<Log> {
  const standard = console ?? (await standardOutput());
  const logger = createLogger(config, standard);
  if (config.logDir === '') {
    return { logger, attach: (port) => takeLines(port, standard), close: async () => {} };
  }
  // Loaded only when needed: the library takes some megabytes of memory, and most exchanges have no log files.
  const { openLogFiles } = await import('./log-files.ts');
  const files = await openLogFiles({
    directory: config.logDir,
    keep: config.logKeepFiles,
    maxBytes: config.logMaxBytes,
    onError: (err) => logger.error({ err }, 'the log files cannot be written'),
  });
  const both = {
    write(line: string) {
      standard.write(line);
      files.stream.write(line);
    },
    // After a fatal error. The console is written at once.
    flushSync: () => files.stream.flushSync(),
  };
  return {
    logger: createLogger(config, both),
    attach: (port) => takeLines(port, both),
    close: () => files.close(),
  };
}

/** Writes JSON lines with secrets redacted. */
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

/** Readable lines on a terminal, otherwise JSON. */
async function standardOutput(): Promise<DestinationStream> {
  if (!process.stdout.isTTY) return pino.destination(1);
  const { default: pretty } = await import('pino-pretty');
  return pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', sync: true });
}

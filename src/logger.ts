import pino, { type DestinationStream, type Logger } from 'pino';
import pretty from 'pino-pretty';

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

/** Lines for people on a terminal, JSON for everything else; never a secret in either. */
export function createLogger(
  { logLevel }: { readonly logLevel: string },
  destination?: DestinationStream,
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
    destination ?? standardOutput(),
  );
}

function standardOutput(): DestinationStream {
  if (!process.stdout.isTTY) return pino.destination(1);
  return pretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', sync: true });
}

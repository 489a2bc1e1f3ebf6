import { RedleafError } from '@redleaf/client';
import { CommanderError } from 'commander';
import { UsageError } from './usage-error.ts';

const ExitCode = { Ok: 0, Refused: 1, Usage: 2, CannotConnect: 3 } as const;
type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

interface Explanation {
  readonly exitCode: ExitCode;
  /** One line that says what to do; empty when it has been said already. */
  readonly line: string;
  /** For `--json`. */
  readonly reason: string;
  readonly field?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
}

/** What a failed command tells its user. */
export function explainError(thrown: unknown, url: string): Explanation {
  if (thrown instanceof CommanderError) return explainUsage(thrown);
  if (thrown instanceof UsageError)
    return { exitCode: ExitCode.Usage, line: thrown.message, reason: 'USAGE' };
  if (thrown instanceof RedleafError) return explainRefusal(thrown, url);
  const line = thrown instanceof Error ? thrown.message : String(thrown);
  return { exitCode: ExitCode.Refused, line, reason: 'FAILED' };
}

function explainUsage({ code, exitCode, message }: CommanderError): Explanation {
  if (exitCode === 0) return { exitCode: ExitCode.Ok, line: '', reason: '' };
  // Without a command, commander has printed the help.
  const line = code === 'commander.help' ? '' : usageLine(message);
  return { exitCode: ExitCode.Usage, line, reason: 'USAGE' };
}

/** The words of commander, in one line. */
function usageLine(message: string): string {
  const { what = message, hint } =
    /^(?:error: )?(?<what>[^\n]*)(?:\n\((?<hint>.*)\))?$/.exec(message)?.groups ?? {};
  return hint === undefined ? `${what}; see --help` : `${what}; ${hint.replace(/^D/, 'd')}`;
}

function explainRefusal(error: RedleafError, url: string): Explanation {
  if (error.isConnectionLost && !wasNeverMade(error)) {
    const line = `the connection to ${url} broke before the answer came: what was asked may have been done, or not`;
    return { exitCode: ExitCode.CannotConnect, line, reason: 'CONNECTION_LOST' };
  }
  if (error.isConnectionLost) {
    const line = `cannot reach the exchange at ${url}; start one with 'redleaf serve' or give another with --url`;
    return { exitCode: ExitCode.CannotConnect, line, reason: 'CANNOT_CONNECT' };
  }
  const { reason, field, metadata } = error;
  return { exitCode: ExitCode.Refused, line: refusalLine(error, url), reason, field, metadata };
}

/** What the network says when nothing was sent yet. */
const CONNECT_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

function wasNeverMade(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('code' in error && CONNECT_CODES.has(error.code)) || wasNeverMade(error.cause);
}

function refusalLine({ reason, message, field }: RedleafError, url: string): string {
  switch (reason) {
    case 'TOKEN_MISSING':
      return `not logged in at ${url}; log in with 'redleaf login PARTY_ID'`;
    case 'TOKEN_INVALID':
      return `the session at ${url} has ended; log in again with 'redleaf login PARTY_ID'`;
    case 'ADMIN_REQUIRED':
      return `only an administrator may do this; log in as one with 'redleaf login PARTY_ID'`;
    case '':
      return `${url} did not answer as an exchange: ${message}`;
    default:
      return `${message} (${reason}${field === undefined ? '' : `, ${field}`})`;
  }
}

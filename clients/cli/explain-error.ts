import { RedleafError } from '@redleaf/client';
import { CommanderError } from 'commander';
import { systemErrorLine } from './system-error.ts';
import { UsageError } from './usage-error.ts';

const ExitCode = { Ok: 0, Refused: 1, Usage: 2, CannotConnect: 3, Interrupted: 130 } as const;
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

/** As whom and where the command was to act. */
interface Target {
  readonly url: string;
  readonly token?: string;
}

/** What a failed command says to its user. */
export function explainError(thrown: unknown, target: Target): Explanation {
  if (thrown instanceof CommanderError) return explainUsage(thrown);
  if (thrown instanceof UsageError)
    return { exitCode: ExitCode.Usage, line: thrown.message, reason: 'USAGE' };
  if (thrown instanceof RedleafError) return explainRefusal(thrown, target);
  // By name: most commands do not load the settings of the exchange.
  if (thrown instanceof Error && thrown.name === 'ConfigError')
    return { exitCode: ExitCode.Usage, line: thrown.message, reason: 'SETTINGS' };
  // Ctrl-C at a question.
  if (thrown instanceof Error && thrown.name === 'ExitPromptError') {
    return { exitCode: ExitCode.Interrupted, line: 'stopped; nothing was done', reason: 'INTERRUPTED' };
  }
  const line = systemErrorLine(thrown) ?? (thrown instanceof Error ? thrown.message : String(thrown));
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
    /^(?:error: )?(?<what>[^\n]*?)\.?(?:\n\((?<hint>.*)\))?$/.exec(message)?.groups ?? {};
  return hint === undefined ? `${what}; see --help` : `${what}; ${hint.replace(/^D/, 'd')}`;
}

function explainRefusal(error: RedleafError, target: Target): Explanation {
  if (error.isConnectionLost) return explainLostConnection(error, target.url);
  const { reason, field, metadata } = error;
  return { exitCode: ExitCode.Refused, line: refusalLine(error, target), reason, field, metadata };
}

function explainLostConnection(error: RedleafError, url: string): Explanation {
  const exitCode = ExitCode.CannotConnect;
  if (isOfTls(error)) return { exitCode, line: tlsLine(error, url), reason: 'CANNOT_CONNECT' };
  if (wasNeverMade(error)) {
    const line = `cannot reach the exchange at ${url}; start one with 'redleaf serve' or give another with --url`;
    return { exitCode, line, reason: 'CANNOT_CONNECT' };
  }
  const broke = `the connection to ${url} was lost before the answer came`;
  const line = READ.test(error.method)
    ? `${broke}; try again`
    : `${broke}: the command may have been executed; check before you repeat it`;
  return { exitCode, line, reason: 'CONNECTION_LOST' };
}

function tlsLine(error: RedleafError, url: string): string {
  if (!url.startsWith('https:')) return `${url} does not answer in clear text; try https://`;
  const code = codesOf(error).find((each) => CERTIFICATE_CODE.test(each));
  return code === undefined
    ? `${url} does not speak TLS; use http://, or start the exchange with TLS_CERT and TLS_KEY`
    : `the certificate of ${url} is not trusted (${code}); for a private authority, set NODE_EXTRA_CA_CERTS to its file`;
}

/** Calls that change nothing. */
const READ = /^(Get|List|Stream|Replay)/;

/** What the network says when nothing was sent yet. */
const CONNECT_CODES: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
]);

function wasNeverMade(error: RedleafError): boolean {
  return codesOf(error).some((code) => CONNECT_CODES.has(code));
}

const HANDSHAKE_CODE = /^(EPROTO|ERR_SSL_)/;
const CERTIFICATE_CODE = /^(ERR_TLS_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_)/;

function isOfTls(error: RedleafError): boolean {
  const isCode = (code: string) => HANDSHAKE_CODE.test(code) || CERTIFICATE_CODE.test(code);
  return codesOf(error).some(isCode) || BEFORE_TLS.test(error.message + error.cause);
}

/** What Node says when the other side hangs up at the first bytes of TLS. */
const BEFORE_TLS = /before secure TLS connection was established/;

/** The codes of an error and of what has caused it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [...own, ...codesOf(error.cause)];
}

function refusalLine({ reason, message, field }: RedleafError, { url, token }: Target): string {
  switch (reason) {
    case 'TOKEN_MISSING':
      return `not logged in at ${url}; log in with 'redleaf login PARTY_ID'`;
    case 'TOKEN_INVALID':
      return token === undefined
        ? `the session at ${url} has ended; log in again with 'redleaf login PARTY_ID'`
        : `the token of --token is wrong, or its session at ${url} has ended`;
    case 'ADMIN_REQUIRED':
      return `only an administrator may do this; log in as one with 'redleaf login PARTY_ID'`;
    case '':
      return `${url} is not a Redleaf Exchange: ${message}`;
    default:
      return `${message} (${reason}${field === undefined ? '' : `, ${field}`})`;
  }
}

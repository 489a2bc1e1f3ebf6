import { Code, type ConnectError } from '@connectrpc/connect';
import { type Reason, refuse } from '../../domain/refusal.ts';
import { CODE_OF_REASON, detailsOf, messageTooLarge } from './errors.ts';

/** How the library words the failure to read a message that the caller sent. */
const UNREADABLE = /^(parse binary|received compressed envelope|invalid envelope)/;

/** How it words that a message has too many bytes. */
const TOO_LARGE = / larger than configured readMaxBytes (\d+)$/;

/**
 * Gives the errors of the RPC library itself, about messages that are too large or cannot be read, the same reasons and
 * details as our own. What has details is one of ours already.
 */
export function explainLibraryError(error: ConnectError): void {
  if (error.details.length > 0) return;
  const reason = reasonOf(error);
  if (reason === undefined) return;
  const [, maxBytes] = TOO_LARGE.exec(error.rawMessage) ?? [];
  const refusal =
    maxBytes === undefined ? refuse(reason, error.rawMessage) : messageTooLarge(Number(maxBytes));
  error.details = detailsOf(refusal);
  Object.assign(error, { code: CODE_OF_REASON[reason], rawMessage: refusal.message });
}

/** Undefined for what is no fault of the message: a deadline, a cancelled call. */
function reasonOf({ code, rawMessage }: ConnectError): Reason | undefined {
  if (code === Code.ResourceExhausted) return 'MESSAGE_TOO_LARGE';
  if (code === Code.InvalidArgument) return 'MESSAGE_MALFORMED';
  if (code === Code.Internal && UNREADABLE.test(rawMessage)) return 'MESSAGE_MALFORMED';
  if (code === Code.Unimplemented && rawMessage.startsWith('unknown compression'))
    return 'COMPRESSION_UNKNOWN';
  // No message where there is one to be, or two.
  if (code === Code.Unimplemented && rawMessage.startsWith('protocol error')) return 'MESSAGE_MALFORMED';
  return undefined;
}

import { Code, type ConnectError } from '@connectrpc/connect';
import { type Reason, refuse } from '../../domain/refusal.ts';
import { CODE_OF_REASON, detailsOf, messageTooLarge } from './errors.ts';

/** The library's texts for a message of the caller that it cannot read. */
const UNREADABLE = /^(parse binary|received compressed envelope|invalid envelope)/;

/** The library's text for a message with too many bytes. */
const TOO_LARGE = / larger than configured readMaxBytes (\d+)$/;

/**
 * Adds our reasons and details to errors of the RPC library about messages that are too large or unreadable. Errors with
 * details are our own.
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

/** Undefined if the message is not the cause, as for a deadline or a canceled call. */
function reasonOf({ code, rawMessage }: ConnectError): Reason | undefined {
  if (code === Code.ResourceExhausted) return 'MESSAGE_TOO_LARGE';
  if (code === Code.InvalidArgument) return 'MESSAGE_MALFORMED';
  if (code === Code.Internal && UNREADABLE.test(rawMessage)) return 'MESSAGE_MALFORMED';
  if (code === Code.Unimplemented && rawMessage.startsWith('unknown compression'))
    return 'COMPRESSION_UNKNOWN';
  // No message, or two, where one is expected.
  if (code === Code.Unimplemented && rawMessage.startsWith('protocol error')) return 'MESSAGE_MALFORMED';
  return undefined;
}

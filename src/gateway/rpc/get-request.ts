import { base64Decode } from '@bufbuild/protobuf/wire';
import type { HandlerContext } from '@connectrpc/connect';
import { refuse } from '../../domain/refusal.ts';
import { connectErrorOf, messageTooLarge } from './errors.ts';

/*
 * Connect lets an RPC without side effects be called by GET, with the message in the query:
 * `?encoding=json&message={"depth":10}`, or `?encoding=proto&base64=1&message=CAEQCg`.
 */

/** The `content-type` of the equivalent POST; undefined if the query has no encoding. */
export function contentTypeOfQuery(url: string): string | undefined {
  const encoding = queryOf(url).get('encoding');
  return encoding === 'json' || encoding === 'proto' ? `application/${encoding}` : undefined;
}

/**
 * Applies the checks of a POST body to the message of a GET. The library accepts any length, and treats invalid base64 as an
 * internal error.
 *
 * @throws ConnectError MESSAGE_TOO_LARGE or MESSAGE_MALFORMED.
 */
export function checkQueryMessage({ requestMethod, url }: HandlerContext, maxBytes: number): void {
  if (requestMethod !== 'GET') return;
  const query = queryOf(url);
  const message = query.get('message') ?? '';
  const isBase64 = query.get('base64') === '1';
  // Three bytes are four characters in base64.
  if (message.length > (isBase64 ? maxBytes * 2 : maxBytes)) throw connectErrorOf(messageTooLarge(maxBytes));
  const bytes = isBase64 ? decodedLength(message) : Buffer.byteLength(message);
  if (bytes > maxBytes) throw connectErrorOf(messageTooLarge(maxBytes));
}

function decodedLength(base64: string): number {
  try {
    return base64Decode(base64).length;
  } catch {
    throw connectErrorOf(refuse('MESSAGE_MALFORMED', 'the message in the query is not base64'));
  }
}

function queryOf(url: string): URLSearchParams {
  return new URL(url).searchParams;
}

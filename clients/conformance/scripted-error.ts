import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import { codeFromString } from '@connectrpc/connect/protocol-connect';
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from '../../gen/google/rpc/error_details_pb.ts';
import type { ScriptedError } from './script.ts';

/** A failure in Google's error model, as the exchange sends it. */
export function toConnectError({ code, message, reason, field, metadata, retry_ms }: ScriptedError) {
  const error = new ConnectError(message, codeFromString(code) ?? Code.Unknown);
  error.details = [];
  if (reason !== undefined)
    error.details.push({ desc: ErrorInfoSchema, value: { reason, domain: 'redleaf', metadata } });
  if (field !== undefined) {
    const fieldViolations = [{ field, description: message, reason: reason ?? '' }];
    error.details.push({ desc: BadRequestSchema, value: { fieldViolations } });
  }
  if (retry_ms !== undefined) {
    const retryDelay = durationFromMs(retry_ms);
    error.details.push({ desc: RetryInfoSchema, value: { retryDelay } });
  }
  return error;
}

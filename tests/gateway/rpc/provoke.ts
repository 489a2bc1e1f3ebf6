import { ConnectError } from '@connectrpc/connect';
import { type ErrorInfo, ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';

/** The reason that a call fails with, or what it resolves with when it does not fail. */
export async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return infoOf(error)?.reason ?? error;
  }
}

/** What the error of a call says under a key. */
export async function metadataOf(call: Promise<unknown>, key: string): Promise<string> {
  const info = await call.then(() => undefined, infoOf);
  return info?.metadata[key] ?? '';
}

export function infoOf(error: unknown): ErrorInfo | undefined {
  return ConnectError.from(error).findDetails(ErrorInfoSchema)[0];
}

import { ConnectError } from '@connectrpc/connect';
import { type ErrorInfo, ErrorInfoSchema } from '../../../gen/google/rpc/error_details_pb.ts';

/** The reason of a failed call, or the result of a successful one. */
export async function reasonOf(call: Promise<unknown>): Promise<unknown> {
  try {
    return await call;
  } catch (error) {
    return infoOf(error)?.reason ?? error;
  }
}

/** A metadata value in the error of a call. */
export async function metadataOf(call: Promise<unknown>, key: string): Promise<string> {
  const info = await call.then(() => undefined, infoOf);
  return info?.metadata[key] ?? '';
}

export function infoOf(error: unknown): ErrorInfo | undefined {
  return ConnectError.from(error).findDetails(ErrorInfoSchema)[0];
}

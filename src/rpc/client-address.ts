import { createContextKey, type HandlerContext } from '@connectrpc/connect';
import { addressKey } from './admission/address-key.ts';
import type { NodeRequest } from './node-http.ts';

/** What the caller of an RPC is counted by. */
export const CLIENT_ADDRESS = createContextKey('', { description: 'address of the client' });

export function clientAddressOf({ socket }: NodeRequest): string {
  return addressKey(socket.remoteAddress ?? '');
}

export function callerAddressOf(context: HandlerContext): string {
  return context.values.get(CLIENT_ADDRESS);
}

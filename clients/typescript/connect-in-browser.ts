import { createConnectTransport } from '@connectrpc/connect-web';
import { type ConnectOptions, Redleaf } from './redleaf.ts';

/**
 * A connection by the Connect protocol, from a browser or any other environment with `fetch`. Nothing is sent before the first
 * call.
 */
export function connectRedleaf({ url, ...options }: ConnectOptions): Redleaf {
  return new Redleaf(createConnectTransport({ baseUrl: url, useBinaryFormat: true }), options);
}

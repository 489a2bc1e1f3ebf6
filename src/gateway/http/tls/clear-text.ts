import { TLSSocket } from 'node:tls';
import { type Config, isLoopback } from '../../../settings/config.ts';
import type { NodeRequest } from '../node-http.ts';

export const NEEDS_TLS = 'callers of other machines need TLS here: use https://';

/** Whether callers of other machines need TLS. */
export function needsTls({ allowClearText, host }: Pick<Config, 'allowClearText' | 'host'>): boolean {
  return !allowClearText && !isLoopback(host);
}

/** Whether a request came from another machine without TLS. */
export function isClearTextFromElsewhere(request: NodeRequest): boolean {
  // An IPv6 socket shows IPv4 addresses with this prefix.
  const address = request.socket.remoteAddress?.replace(/^::ffff:/i, '');
  if (address !== undefined && isLoopback(address)) return false;
  return 'stream' in request
    ? request.stream.session?.encrypted !== true
    : !(request.socket instanceof TLSSocket);
}

import type { connectNodeAdapter } from '@connectrpc/connect-node';

type NodeHandler = ReturnType<typeof connectNodeAdapter>;

/** A request and its response over HTTP/1.1 or HTTP/2. */
export type NodeRequest = Parameters<NodeHandler>[0];
export type NodeResponse = Parameters<NodeHandler>[1];

/** The path without the query, because a caller may have put its password into the query by mistake. */
export function pathOf({ url }: NodeRequest): string {
  return url?.split('?', 1)[0] ?? '';
}

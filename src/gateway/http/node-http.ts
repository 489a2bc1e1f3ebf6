import type { connectNodeAdapter } from '@connectrpc/connect-node';

type NodeHandler = ReturnType<typeof connectNodeAdapter>;

/** A request and its response, over HTTP/1.1 or HTTP/2: node gives both the same shape. */
export type NodeRequest = Parameters<NodeHandler>[0];
export type NodeResponse = Parameters<NodeHandler>[1];

/** Without the query, in which a caller may have put its password by mistake. */
export function pathOf({ url }: NodeRequest): string {
  return url?.split('?', 1)[0] ?? '';
}

import type { connectNodeAdapter } from '@connectrpc/connect-node';

type NodeHandler = ReturnType<typeof connectNodeAdapter>;

/** A request and its response, over HTTP/1.1 or HTTP/2: node gives both the same shape. */
export type NodeRequest = Parameters<NodeHandler>[0];
export type NodeResponse = Parameters<NodeHandler>[1];

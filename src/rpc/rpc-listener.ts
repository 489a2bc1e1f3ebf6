import { type ConnectRouter, type ConnectRouterOptions, createConnectRouter } from '@connectrpc/connect';
import {
  compressionBrotli,
  compressionGzip,
  universalRequestFromNodeRequest,
  universalResponseToNodeResponse,
} from '@connectrpc/connect-node';
import type { Logger } from '../logger.ts';
import { type NodeRequest, type NodeResponse, pathOf } from './node-http.ts';
import { sendJson } from './pages.ts';

type Handler = ConnectRouter['handlers'][number];

interface Options extends ConnectRouterOptions {
  readonly routes: (router: ConnectRouter) => void;
  /** Answers what is no RPC. */
  readonly fallback: (request: NodeRequest, response: NodeResponse) => void;
  readonly logger: Logger;
}

/**
 * Answers RPCs. In place of the library's own adapter, which throws out of the listener, and so ends the process,
 * at a request whose host is missing or malformed, and prints every caller that hangs up.
 */
export function createRpcListener({ routes, fallback, logger, ...options }: Options) {
  const router = createConnectRouter({ acceptCompression: [compressionGzip, compressionBrotli], ...options });
  routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return (request: NodeRequest, response: NodeResponse): void => {
    const handler = handlers.get(pathOf(request));
    if (handler === undefined) fallback(request, response);
    else if (namesHost(request)) void answer(handler, request, response);
    else sendJson(response, 400, { error: 'the host is missing or malformed' });
  };

  async function answer(handler: Handler, request: NodeRequest, response: NodeResponse): Promise<void> {
    try {
      const answered = await handler(
        universalRequestFromNodeRequest(request, response, undefined, undefined),
      );
      await universalResponseToNodeResponse(answered, response);
    } catch (error) {
      logger.debug({ err: error, method: handler.method.name }, 'the answer could not be sent');
    }
  }
}

function namesHost(request: NodeRequest): boolean {
  const host = 'authority' in request ? request.authority : request.headers.host;
  return host !== undefined && URL.canParse(`http://${host}`);
}

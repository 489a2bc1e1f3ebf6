import type { DescMethod } from '@bufbuild/protobuf';
import {
  type ConnectRouter,
  type ConnectRouterOptions,
  createConnectRouter,
  createContextValues,
  type HandlerContext,
} from '@connectrpc/connect';
import { createAsyncIterable, type UniversalServerResponse } from '@connectrpc/connect/protocol';
import { universalResponseToNodeResponse } from '@connectrpc/connect-node';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { Logger } from '../../log/logger.ts';
import type { Call } from '../http/admission/call.ts';
import { CALLER_GONE } from '../http/caller-gone.ts';
import { COMPRESS_MIN_BYTES, createCompression } from '../http/compression.ts';
import { type NodeRequest, type NodeResponse, pathOf } from '../http/node-http.ts';
import { adaptHeaders, baseUrlOf, headersOf } from '../http/request-headers.ts';
import { sendJson } from '../page/pages.ts';
import { CALL } from './admit-call.ts';
import { connectErrorOf } from './errors.ts';
import { checkQueryMessage, contentTypeOfQuery } from './get-request.ts';
import { JSON_ANSWER, withJsonAnswer } from './json-answer.ts';
import {
  BINARY_OPTIONS,
  JSON_OPTIONS,
  MAX_ADMIN_REQUEST_BYTES,
  MAX_REQUEST_BYTES,
  MAX_SUBSCRIPTIONS_BYTES,
} from './message-limits.ts';
import { encodingOf, orderEntryFrames } from './order-entry-frames.ts';
import { wholeBody } from './whole-body.ts';

type Handler = ConnectRouter['handlers'][number];

interface Options extends ConnectRouterOptions {
  readonly routes: (router: ConnectRouter) => void;
  /** Decides on each call before its body is read. */
  readonly requestGate: (context: HandlerContext) => void;
  /** Answers requests that are no RPC. */
  readonly fallback: (request: NodeRequest, response: NodeResponse, call: Call) => void;
  readonly logger: Logger;
}

/**
 * Answers RPCs. It replaces the library's adapter, which ends the process at a request with a missing or malformed host, and
 * reports callers that leave as errors of many kinds.
 */
export function createRpcListener({ routes, requestGate, fallback, logger, ...options }: Options) {
  const router = createConnectRouter({
    acceptCompression: [createCompression()],
    compressMinBytes: COMPRESS_MIN_BYTES,
    readMaxBytes: MAX_REQUEST_BYTES,
    binaryOptions: BINARY_OPTIONS,
    jsonOptions: JSON_OPTIONS,
    requestGate: (context) => {
      requestGate(context);
      checkQueryMessage(context, maxMessageBytes(context));
    },
    ...options,
  });
  routes(router);
  const handlers = new Map(router.handlers.map((handler) => [handler.requestPath, handler]));
  return (request: NodeRequest, response: NodeResponse, call: Call): void => {
    const handler = handlers.get(pathOf(request));
    if (handler === undefined) {
      fallback(request, response, call);
      return;
    }
    const baseUrl = baseUrlOf(request);
    if (baseUrl === undefined) sendJson(response, 400, { error: 'the host is missing or malformed' });
    else void answer(handler, request, response, { baseUrl, call });
  };

  async function answer(
    handler: Handler,
    request: NodeRequest,
    response: NodeResponse,
    { baseUrl, call }: { readonly baseUrl: string; readonly call: Call },
  ): Promise<void> {
    call.toError = connectErrorOf;
    const { httpVersion, method = '', url = '' } = request;
    // The response closes before the end of the call only if the caller leaves.
    const gone = new AbortController();
    response.once('close', () => gone.abort(CALLER_GONE));
    const header = headersOf(request);
    adaptHeaders(header, handler.method);
    const fullUrl = new URL(url, baseUrl).href;
    if (method === 'GET') setContentType(header, contentTypeOfQuery(fullUrl));
    const contextValues = createContextValues().set(CALL, call);
    try {
      const answered = await handler({
        httpVersion,
        method,
        url: fullUrl,
        header,
        body: bodyOf(handler, request, header),
        signal: gone.signal,
        contextValues,
      });
      const json = contextValues.get(JSON_ANSWER);
      // Answers become outdated at once, and some are for one party only.
      if (method === 'GET') response.setHeader('cache-control', 'no-store');
      await universalResponseToNodeResponse(
        json === undefined ? withReason(answered, handler) : withJsonAnswer(answered, json),
        response,
      );
    } catch (error) {
      logger.debug({ err: error, method: handler.method.name }, 'the answer could not be sent');
    }
  }
}

function setContentType(header: Headers, contentType: string | undefined): void {
  if (contentType === undefined) header.delete('content-type');
  else header.set('content-type', contentType);
}

function bodyOf(
  { method, service }: Handler,
  request: NodeRequest,
  header: Headers,
): AsyncIterable<Uint8Array> {
  if (method === OrderService.method.orderEntry) return orderEntryFrames(request, encodingOf(header));
  if (method.methodKind === 'bidi_streaming') return request;
  return wholeBody(request, maxMessageBytes({ method, service }));
}

/** Equal to `readMaxBytes` of the RPC. */
function maxMessageBytes({ method, service }: Pick<Handler, 'method' | 'service'>): number {
  if (service === AdminService) return MAX_ADMIN_REQUEST_BYTES;
  return SUBSCRIBING.has(method) ? MAX_SUBSCRIPTIONS_BYTES : MAX_REQUEST_BYTES;
}

const SUBSCRIBING: ReadonlySet<DescMethod> = new Set([
  MarketDataService.method.streamMarketData,
  MarketDataService.method.updateSubscriptions,
]);

const METHOD_NOT_ALLOWED = 405;
const UNSUPPORTED_MEDIA_TYPE = 415;

const CONTENT_TYPE_NEEDED = Buffer.from(
  `${JSON.stringify({
    error:
      'the header content-type must be application/json or application/proto; ' +
      'for a stream application/connect+json or application/connect+proto; or a type of gRPC or gRPC-Web; ' +
      'a GET has encoding=json or encoding=proto in its query instead',
  })}\n`,
);

/** Adds a reason: the library answers an unsupported content type or method with a status only. */
function withReason(answered: UniversalServerResponse, handler: Handler): UniversalServerResponse {
  const header = new Headers(answered.header);
  switch (answered.status) {
    case UNSUPPORTED_MEDIA_TYPE:
      header.set('content-type', 'application/json');
      return { ...answered, header, body: createAsyncIterable([CONTENT_TYPE_NEEDED]) };
    case METHOD_NOT_ALLOWED:
      header.set('allow', handler.allowedMethods.join(', '));
      return { ...answered, header };
    default:
      return answered;
  }
}

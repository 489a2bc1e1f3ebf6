import { once } from 'node:events';
import type { Socket } from 'node:net';
import {
  type DescMessage,
  type DescMethod,
  type DescMethodBiDiStreaming,
  type DescMethodServerStreaming,
  type DescMethodUnary,
  fromJson,
  type Message,
  toJson,
} from '@bufbuild/protobuf';
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from '@connectrpc/connect';
import { connectNodeAdapter } from '@connectrpc/connect-node';
import { createServer } from '@httptoolkit/httpolyglot';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { HistoryService } from '../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';
import { Call } from './call.ts';
import { type Fields, fieldsOf } from './script.ts';

const SERVICES = [
  AdminService,
  HistoryService,
  MarketDataService,
  OrderService,
  PositionService,
  SessionService,
];
const HOST = '127.0.0.1';

/** What a script makes of calls. */
export interface Script {
  /** A call, or the opening of a stream, has arrived. */
  opened(call: Call): void;
  /** A further message of a stream of requests. */
  received(call: Call, message: Fields): void;
}

/** A server of the real services over gRPC, gRPC-Web and Connect, that answers with what a script says. */
export class ScriptedServer {
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets = new Set<Socket>();

  constructor(script: Script) {
    const handle = connectNodeAdapter({ routes: (router) => addRoutes(router, script) });
    this.#server = createServer({ http: {}, http2: {} }, handle);
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  async listen(): Promise<string> {
    this.#server.listen(0, HOST);
    await once(this.#server, 'listening');
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('listening on no TCP port');
    return `http://${HOST}:${address.port}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  close(): void {
    this.#server.close();
    this.dropConnections();
  }

  dropConnections(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function addRoutes(router: ConnectRouter, script: Script): void {
  for (const method of SERVICES.flatMap((service) => Object.values<DescMethod>(service.method))) {
    if (isUnary(method)) {
      router.rpc(method, (request, context) => answer(method, open(method, request, context, script)));
    } else if (isServerStreaming(method)) {
      router.rpc(method, (request, context) => stream(method, open(method, request, context, script)));
    } else if (isBidiStreaming(method)) {
      router.rpc(method, (requests, context) => {
        const call = open(method, undefined, context, script);
        void receive(method, call, requests, script);
        return stream(method, call);
      });
    }
  }
}

function isUnary(method: DescMethod): method is DescMethodUnary & DescMethod {
  return method.methodKind === 'unary';
}

function isServerStreaming(method: DescMethod): method is DescMethodServerStreaming & DescMethod {
  return method.methodKind === 'server_streaming';
}

function isBidiStreaming(method: DescMethod): method is DescMethodBiDiStreaming & DescMethod {
  return method.methodKind === 'bidi_streaming';
}

function open(
  method: DescMethod,
  request: Message | undefined,
  context: HandlerContext,
  script: Script,
): Call {
  const fields = request === undefined ? {} : json(method.input, request);
  const authorization = context.requestHeader.get('authorization') ?? '';
  const call = new Call(`${method.parent.typeName}/${method.name}`, fields, authorization, context.signal);
  script.opened(call);
  return call;
}

async function answer(method: DescMethod, call: Call): Promise<Message> {
  for await (const message of call.messages()) return fromJson(method.output, message);
  throw new ConnectError('the caller has gone', Code.Canceled);
}

async function* stream(method: DescMethod, call: Call): AsyncGenerator<Message, void, undefined> {
  for await (const message of call.messages()) yield fromJson(method.output, message);
}

async function receive(method: DescMethod, call: Call, requests: AsyncIterable<Message>, script: Script) {
  try {
    for await (const request of requests) script.received(call, json(method.input, request));
    call.end();
  } catch {
    // The connection was lost, by the script's will or the client's.
  }
}

function json(schema: DescMessage, message: Message): Fields {
  return fieldsOf(toJson(schema, message, { useProtoFieldName: true }));
}

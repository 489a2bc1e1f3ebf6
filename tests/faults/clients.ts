import { type CallOptions, type Client, createClient } from '@connectrpc/connect';
import { createGrpcTransport } from '@connectrpc/connect-node';
import { Health } from '../../gen/grpc/health/v1/health_pb.ts';
import { AdminService } from '../../gen/redleaf/v1/admin_service_pb.ts';
import { MarketDataService } from '../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../gen/redleaf/v1/order_service_pb.ts';
import { SessionService } from '../../gen/redleaf/v1/session_service_pb.ts';

export interface Clients {
  readonly admin: Client<typeof AdminService>;
  readonly orders: Client<typeof OrderService>;
  readonly marketData: Client<typeof MarketDataService>;
  readonly session: Client<typeof SessionService>;
  readonly health: Client<typeof Health>;
}

/** Generated clients on a new connection, without our SDK. */
export function connect(url: string): Clients {
  const transport = createGrpcTransport({ baseUrl: url });
  return {
    admin: createClient(AdminService, transport),
    orders: createClient(OrderService, transport),
    marketData: createClient(MarketDataService, transport),
    session: createClient(SessionService, transport),
    health: createClient(Health, transport),
  };
}

export function withToken(token: string, signal?: AbortSignal): CallOptions {
  return { headers: { authorization: `Bearer ${token}` }, ...(signal === undefined ? {} : { signal }) };
}

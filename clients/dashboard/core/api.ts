import { type Client, createClient, type Interceptor, type Transport } from '@connectrpc/connect';
import { Health } from '../../../gen/grpc/health/v1/health_pb.ts';
import { AdminService } from '../../../gen/redleaf/v1/admin_service_pb.ts';
import { HistoryService } from '../../../gen/redleaf/v1/history_service_pb.ts';
import { MarketDataService } from '../../../gen/redleaf/v1/market_data_service_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { PositionService } from '../../../gen/redleaf/v1/position_service_pb.ts';
import { SessionService } from '../../../gen/redleaf/v1/session_service_pb.ts';

/** The exchange, as the generated clients call it. */
export interface Api {
  readonly sessions: Client<typeof SessionService>;
  readonly orders: Client<typeof OrderService>;
  readonly marketData: Client<typeof MarketDataService>;
  readonly history: Client<typeof HistoryService>;
  readonly positions: Client<typeof PositionService>;
  readonly admin: Client<typeof AdminService>;
  readonly health: Client<typeof Health>;
}

export function createApi(transport: Transport): Api {
  return {
    sessions: createClient(SessionService, transport),
    orders: createClient(OrderService, transport),
    marketData: createClient(MarketDataService, transport),
    history: createClient(HistoryService, transport),
    positions: createClient(PositionService, transport),
    admin: createClient(AdminService, transport),
    health: createClient(Health, transport),
  };
}

/** Sends the token, where there is one. It is never in an address, a cookie or a store of the browser. */
export function withToken(token: () => string | undefined): Interceptor {
  return (next) => (request) => {
    const held = token();
    if (held !== undefined) request.header.set('authorization', `Bearer ${held}`);
    return next(request);
  };
}

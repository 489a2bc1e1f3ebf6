import type {
  AmendOrderRequest,
  AmendOrderResponse,
  CancelAllOrdersRequest,
  CancelAllOrdersResponse,
  CancelOrderRequest,
  CancelOrderResponse,
  PlaceOrderRequest,
  PlaceOrderResponse,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { toAmendOrder, toCancelAllOrders, toCancelOrder, toPlaceOrder } from './convert-requests.ts';
import { fromAllCanceled, fromAmended, fromCanceled, fromPlaced } from './convert-responses.ts';
import { FieldChecks } from './field-checks.ts';
import type { OrderRates } from './order-rates.ts';
import { submit } from './submit.ts';

/**
 * The unary calls that change orders, for a party. Each resolves when its effect is durable.
 *
 * @throws RefusedError
 */
export interface OrderCommands {
  placeOrder(request: PlaceOrderRequest, partyNumber: number): Promise<PlaceOrderResponse>;
  amendOrder(request: AmendOrderRequest, partyNumber: number): Promise<AmendOrderResponse>;
  cancelOrder(request: CancelOrderRequest, partyNumber: number): Promise<CancelOrderResponse>;
  cancelAllOrders(request: CancelAllOrdersRequest, partyNumber: number): Promise<CancelAllOrdersResponse>;
}

export function orderCommands(exchange: Exchange, rates: OrderRates, epoch: bigint): OrderCommands {
  /** @throws RefusedError TOO_MANY_REQUESTS */
  const count = (partyNumber: number): void => {
    const refusal = rates.take(partyNumber);
    if (refusal !== undefined) throw new RefusedError(refusal);
  };
  return {
    async placeOrder(request, partyNumber) {
      count(partyNumber);
      const command = checked((checks) => toPlaceOrder(request, partyNumber, checks));
      return fromPlaced(await submit(exchange, command, 'placed'), epoch);
    },

    async amendOrder(request, partyNumber) {
      count(partyNumber);
      const command = checked((checks) => toAmendOrder(request, partyNumber, checks));
      return fromAmended(await submit(exchange, command, 'amended'), epoch);
    },

    async cancelOrder(request, partyNumber) {
      const command = checked((checks) => toCancelOrder(request, partyNumber, checks));
      return fromCanceled(await submit(exchange, command, 'canceled'), epoch);
    },

    async cancelAllOrders(request, partyNumber) {
      const command = checked((checks) => toCancelAllOrders(request, partyNumber, checks));
      return fromAllCanceled(await submit(exchange, command, 'allCanceled'), epoch);
    },
  };
}

/** @throws RefusedFieldsError */
function checked<Command>(convert: (checks: FieldChecks) => Command): Command {
  const checks = new FieldChecks();
  const command = convert(checks);
  checks.throwIfWrong();
  return command;
}

import type {
  AmendOrderRequest,
  CancelAllOrdersRequest,
  CancelOrderRequest,
  PlaceOrderRequest,
} from '../../../gen/redleaf/v1/order_service_pb.ts';
import type { AllCanceled, Amended, Canceled, Placed } from '../../domain/command.ts';
import { RefusedError } from '../../domain/refusal.ts';
import type { Exchange } from '../../exchange/exchange.ts';
import { toAmendOrder, toCancelAllOrders, toCancelOrder, toPlaceOrder } from './convert-requests.ts';
import { FieldChecks } from './field-checks.ts';
import type { OrderRates } from './order-rates.ts';
import { submit } from './submit.ts';

/**
 * The unary calls that change orders, for a party. Each resolves when its effect is durable.
 *
 * @throws RefusedError
 */
export interface OrderCommands {
  placeOrder(request: PlaceOrderRequest, partyNumber: number): Promise<Placed>;
  amendOrder(request: AmendOrderRequest, partyNumber: number): Promise<Amended>;
  cancelOrder(request: CancelOrderRequest, partyNumber: number): Promise<Canceled>;
  cancelAllOrders(request: CancelAllOrdersRequest, partyNumber: number): Promise<AllCanceled>;
}

export function orderCommands(exchange: Exchange, rates: OrderRates): OrderCommands {
  /** @throws RefusedError TOO_MANY_REQUESTS */
  const count = (partyNumber: number): void => {
    const refusal = rates.take(partyNumber);
    if (refusal !== undefined) throw new RefusedError(refusal);
  };
  return {
    async placeOrder(request, partyNumber) {
      count(partyNumber);
      const command = checked((checks) => toPlaceOrder(request, partyNumber, checks));
      return submit(exchange, command, 'placed');
    },

    async amendOrder(request, partyNumber) {
      count(partyNumber);
      const command = checked((checks) => toAmendOrder(request, partyNumber, checks));
      return submit(exchange, command, 'amended');
    },

    async cancelOrder(request, partyNumber) {
      const command = checked((checks) => toCancelOrder(request, partyNumber, checks));
      return submit(exchange, command, 'canceled');
    },

    async cancelAllOrders(request, partyNumber) {
      const command = checked((checks) => toCancelAllOrders(request, partyNumber, checks));
      return submit(exchange, command, 'allCanceled');
    },
  };
}

/** @throws RefusedError */
function checked<Command>(convert: (checks: FieldChecks) => Command): Command {
  const checks = new FieldChecks();
  const command = convert(checks);
  checks.throwIfWrong();
  return command;
}

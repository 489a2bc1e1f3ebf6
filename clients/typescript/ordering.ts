import type { CallOptions, Client } from '@connectrpc/connect';
import type {
  AmendOrderResponse,
  CancelAllOrdersResponse,
  CancelOrderResponse,
  OrderService,
  PlaceOrderResponse,
} from '../../gen/redleaf/v1/order_service_pb.ts';
import { amendedBefore, canceledBefore } from './executed-before.ts';
import type { InstrumentList } from './instrument-list.ts';
import {
  type CancelAllFilter,
  type NewOrder,
  type OrderChange,
  type OrderName,
  toAmendRequest,
  toCancelAllRequest,
  toCancelRequest,
  toPlaceRequest,
} from './order-terms.ts';
import { persistently } from './reconnect.ts';
import { RedleafError } from './redleaf-error.ts';

export interface OrderingOptions {
  /** Stops waiting for an answer. The command may have been executed or not. */
  readonly signal?: AbortSignal | undefined;
  /** Time after which no further attempt is made, in milliseconds; default 60,000. */
  readonly giveUpMs?: number | undefined;
}

const GIVE_UP_MS = 60_000;

/** Sends commands until they are answered. Each is executed once. */
export class Ordering {
  readonly #orders: Client<typeof OrderService>;
  readonly #instruments: InstrumentList;

  constructor(orders: Client<typeof OrderService>, instruments: InstrumentList) {
    this.#orders = orders;
    this.#instruments = instruments;
  }

  async place(order: NewOrder, options: OrderingOptions = {}): Promise<PlaceOrderResponse> {
    const request = await toPlaceRequest(order, this.#instruments);
    return attempts(options, (_, call) => this.#orders.placeOrder(request, call));
  }

  async amend(change: OrderChange, options: OrderingOptions = {}): Promise<AmendOrderResponse> {
    const request = await toAmendRequest(change, this.#instruments);
    return attempts(options, async (isRepeat, call) => {
      const before = isRepeat ? await amendedBefore(this.#orders, request) : undefined;
      return before ?? this.#orders.amendOrder(request, call);
    });
  }

  cancel(name: OrderName, options: OrderingOptions = {}): Promise<CancelOrderResponse> {
    const request = toCancelRequest(name);
    return attempts(options, async (isRepeat, call) => {
      try {
        return await this.#orders.cancelOrder(request, call);
      } catch (thrown) {
        const isUnknown = RedleafError.from(thrown).reason === 'UNKNOWN_ORDER';
        const before = isRepeat && isUnknown ? await canceledBefore(this.#orders, request) : undefined;
        if (before === undefined) throw thrown;
        return before;
      }
    });
  }

  async cancelAll(filter: CancelAllFilter, options: OrderingOptions = {}): Promise<CancelAllOrdersResponse> {
    const request = await toCancelAllRequest(filter, this.#instruments);
    return attempts(options, (_, call) => this.#orders.cancelAllOrders(request, call));
  }
}

function attempts<Response>(
  { signal, giveUpMs = GIVE_UP_MS }: OrderingOptions,
  send: (isRepeat: boolean, call: CallOptions) => Promise<Response>,
): Promise<Response> {
  const call = signal === undefined ? {} : { signal };
  return persistently((number) => send(number > 1, call), { signal, giveUpMs }).catch((thrown: unknown) => {
    throw RedleafError.from(thrown);
  });
}

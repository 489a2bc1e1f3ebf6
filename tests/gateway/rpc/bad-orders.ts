import {
  OrderType,
  OrderTypeSchema,
  Side,
  SideSchema,
  TimeInForce,
  TimeInForceSchema,
} from '../../../gen/redleaf/v1/order_pb.ts';
import { OrderService } from '../../../gen/redleaf/v1/order_service_pb.ts';
import { byId, byName, order, rows, type Table, unknownIn } from './bad-rows.ts';

const { placeOrder, amendOrder, cancelOrder, getOrder, listOpenOrders, orderEntry, streamExecutions } =
  OrderService.method;
const market = { orderType: OrderType.MARKET, price: 0n };

/** Wrong requests for orders. Order 1 is bob's. Order 2 is alice's, with the client order id `taken`. */
export const BAD_ORDERS: readonly Table[] = [
  [
    placeOrder,
    'alice',
    rows(placeOrder, [
      ['no side', order({ side: Side.UNSPECIFIED }), 'InvalidArgument', 'FIELD_REQUIRED', 'side'],
      [
        'an unknown side',
        order({ side: unknownIn(SideSchema, 9) }),
        'InvalidArgument',
        'FIELD_INVALID',
        'side',
      ],
      ['no type', order({ orderType: 0 }), 'InvalidArgument', 'FIELD_REQUIRED', 'order_type'],
      [
        'an unknown type',
        order({ orderType: unknownIn(OrderTypeSchema, 77) }),
        'InvalidArgument',
        'FIELD_INVALID',
        'order_type',
      ],
      [
        'an unknown time in force',
        order({ timeInForce: unknownIn(TimeInForceSchema, -1) }),
        'InvalidArgument',
        'FIELD_INVALID',
        'time_in_force',
      ],
      ['price 0', order({ price: 0n }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'price'],
      ['a negative price', order({ price: -5n }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'price'],
      ['a price off the tick', order({ price: 101n }), 'InvalidArgument', 'PRICE_OFF_TICK', 'price'],
      ['a price over max_price', order({ price: 1_005n }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'price'],
      ['a price of 2^53', order({ price: 2n ** 53n }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'price'],
      ['a price of -2^63', order({ price: -(2n ** 63n) }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'price'],
      ['quantity 0', order({ quantity: 0n }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'quantity'],
      ['a negative quantity', order({ quantity: -10n }), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'quantity'],
      ['a quantity off the lot', order({ quantity: 15n }), 'InvalidArgument', 'QUANTITY_OFF_LOT', 'quantity'],
      [
        'a quantity over max_quantity',
        order({ quantity: 10_010n }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'quantity',
      ],
      [
        'a quantity of 2^63-1',
        order({ quantity: 2n ** 63n - 1n }),
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'quantity',
      ],
      ['MARKET with a price', order({ ...market, price: 5n }), 'InvalidArgument', 'FIELD_INVALID', 'price'],
      [
        'MARKET that rests',
        order({ ...market, timeInForce: TimeInForce.GTC }),
        'InvalidArgument',
        'FIELD_INVALID',
        'time_in_force',
      ],
      [
        'MARKET that is filled or killed',
        order({ ...market, timeInForce: TimeInForce.FOK }),
        'InvalidArgument',
        'FIELD_INVALID',
        'time_in_force',
      ],
      [
        'a client_order_id of 37 characters',
        order({ clientOrderId: 'x'.repeat(37) }),
        'InvalidArgument',
        'FIELD_INVALID',
        'client_order_id',
      ],
      [
        'a client_order_id with a space',
        order({ clientOrderId: 'a b' }),
        'InvalidArgument',
        'FIELD_INVALID',
        'client_order_id',
      ],
      [
        'a client_order_id with a line break',
        order({ clientOrderId: 'ab\n' }),
        'InvalidArgument',
        'FIELD_INVALID',
        'client_order_id',
      ],
      [
        'a client_order_id beyond ASCII',
        order({ clientOrderId: 'é' }),
        'InvalidArgument',
        'FIELD_INVALID',
        'client_order_id',
      ],
      [
        'a client_order_id in use',
        order({ clientOrderId: 'taken', timeInForce: 2 }),
        'AlreadyExists',
        'DUPLICATE_CLIENT_ORDER_ID',
        'client_order_id',
      ],
      ['no instrument', order({ instrumentId: 0 }), 'InvalidArgument', 'FIELD_REQUIRED', 'instrument_id'],
      [
        'an unknown instrument',
        order({ instrumentId: 4_294_967_295 }),
        'NotFound',
        'UNKNOWN_INSTRUMENT',
        'instrument_id',
      ],
      ['nothing at all', {}, 'InvalidArgument', 'FIELD_REQUIRED', 'order_type'],
    ]),
  ],
  [
    amendOrder,
    'alice',
    rows(amendOrder, [
      ['nothing to change', byId(2n), 'InvalidArgument', 'FIELD_REQUIRED', 'quantity'],
      ['quantity 0', { ...byId(2n), quantity: 0n }, 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'quantity'],
      ['a price off the tick', { ...byId(2n), price: 7n }, 'InvalidArgument', 'PRICE_OFF_TICK', 'price'],
      [
        "somebody else's order",
        { ...byId(1n), quantity: 20n },
        'NotFound',
        'UNKNOWN_ORDER',
        'order.order_id',
      ],
    ]),
  ],
  [
    cancelOrder,
    'alice',
    rows(cancelOrder, [
      ['no order', {}, 'InvalidArgument', 'FIELD_REQUIRED', 'order'],
      ['an empty reference', { order: {} }, 'InvalidArgument', 'FIELD_REQUIRED', 'order'],
      ['order 0', byId(0n), 'InvalidArgument', 'FIELD_REQUIRED', 'order.order_id'],
      ['order 2^48', byId(2n ** 48n), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'order.order_id'],
      ['order 2^64-1', byId(2n ** 64n - 1n), 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'order.order_id'],
      ['an unknown order', byId(77_777n), 'NotFound', 'UNKNOWN_ORDER', 'order.order_id'],
      ["somebody else's order", byId(1n), 'NotFound', 'UNKNOWN_ORDER', 'order.order_id'],
      ["somebody else's name", byName('bobs'), 'NotFound', 'UNKNOWN_ORDER', 'order.client_order_id'],
      ['an empty name', byName(''), 'InvalidArgument', 'FIELD_INVALID', 'order.client_order_id'],
    ]),
  ],
  [
    getOrder,
    'alice',
    rows(getOrder, [
      ["somebody else's order", byId(1n), 'NotFound', 'UNKNOWN_ORDER', 'order.order_id'],
      ['an unknown order', byId(2n ** 48n - 1n), 'NotFound', 'UNKNOWN_ORDER', 'order.order_id'],
    ]),
  ],
  [
    listOpenOrders,
    'alice',
    rows(listOpenOrders, [
      ['a page of 1,001', { pageSize: 1_001 }, 'InvalidArgument', 'FIELD_OUT_OF_RANGE', 'page_size'],
      ['a page token of its own', { pageToken: 'abc' }, 'InvalidArgument', 'FIELD_INVALID', 'page_token'],
    ]),
  ],
  [
    orderEntry,
    'alice',
    rows(orderEntry, [
      ['an empty frame', {}, 'InvalidArgument', 'FIELD_REQUIRED', 'commands'],
      [
        '1,025 commands',
        { commands: Array(1_025).fill({}) },
        'ResourceExhausted',
        'MESSAGE_TOO_LARGE',
        'commands',
      ],
    ]),
  ],
  [
    streamExecutions,
    'alice',
    rows(streamExecutions, [
      [
        'a sequence without its epoch',
        { resumeFromSequence: 1n },
        'InvalidArgument',
        'FIELD_REQUIRED',
        'epoch',
      ],
      [
        'a sequence of another epoch',
        { resumeFromSequence: 1n, epoch: 1n },
        'FailedPrecondition',
        'EPOCH_MISMATCH',
        'epoch',
      ],
      [
        'a sequence of 2^60',
        { resumeFromSequence: 2n ** 60n, epoch: 1n },
        'InvalidArgument',
        'FIELD_OUT_OF_RANGE',
        'resume_from_sequence',
      ],
    ]),
  ],
];

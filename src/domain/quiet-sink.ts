import type { TimedEventSink } from './event-sink.ts';
import type { ImportedPosition } from './imported-position.ts';
import type { Instrument } from './instrument.ts';
import type { CancelReason, OrderType, Side, TimeInForce } from './order.ts';
import type { OrderSnapshot } from './order-snapshot.ts';
import type { Party } from './party.ts';
import type { Trade } from './trade.ts';

/** Ignores every event: the base of a sink that wants only some. */
export class QuietSink implements TimedEventSink {
  at(_sequence: number, _timeNs: bigint): void {}

  instrumentCreated(_instrument: Instrument): void {}

  partyCreated(_party: Party): void {}

  partyStatusChanged(_partyNumber: number, _isDisabled: boolean): void {}

  accepted(
    _orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _orderType: OrderType,
    _timeInForce: TimeInForce,
    _price: number,
    _quantity: number,
    _clientOrderId: string,
  ): void {}

  rested(_orderId: number, _instrumentId: number, _side: Side, _price: number, _leaves: number): void {}

  traded(
    _tradeId: number,
    _instrumentId: number,
    _price: number,
    _quantity: number,
    _aggressorSide: Side,
    _makerOrderId: number,
    _makerPartyNumber: number,
    _makerLeaves: number,
    _takerOrderId: number,
    _takerPartyNumber: number,
    _takerLeaves: number,
  ): void {}

  canceled(
    _orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _price: number,
    _canceledQuantity: number,
    _reason: CancelReason,
    _wasResting: boolean,
  ): void {}

  amended(
    _orderId: number,
    _instrumentId: number,
    _partyNumber: number,
    _side: Side,
    _oldPrice: number,
    _oldLeaves: number,
    _price: number,
    _leaves: number,
    _priorityKept: boolean,
  ): void {}

  importBegun(_lastOrderId: number, _lastTradeId: number): void {}

  orderImported(_order: OrderSnapshot): void {}

  tradeImported(_trade: Trade): void {}

  positionImported(_position: ImportedPosition): void {}
}

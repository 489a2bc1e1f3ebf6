"""Messages of the contract as models."""

from __future__ import annotations

from decimal import Decimal

from redleaf import models
from redleaf.enums import (
    CancelReason,
    CandleInterval,
    ExecType,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradingStatus,
)
from redleaf.minor_units import to_decimal
from redleaf.models import Instrument
from redleaf.v1 import (
    execution_pb2,
    instrument_pb2,
    market_data_pb2,
    order_pb2,
    order_service_pb2,
    position_pb2,
)


def instrument_from(wire: instrument_pb2.Instrument) -> Instrument:
    return Instrument(
        instrument_id=wire.instrument_id,
        symbol=wire.symbol,
        description=wire.description,
        price_scale=wire.price_scale,
        quantity_scale=wire.quantity_scale,
        tick_size=to_decimal(wire.tick_size, wire.price_scale),
        lot_size=to_decimal(wire.lot_size, wire.quantity_scale),
        max_price=to_decimal(wire.max_price, wire.price_scale),
        max_quantity=to_decimal(wire.max_quantity, wire.quantity_scale),
        trading_status=TradingStatus(wire.trading_status),
    )


def placed_from(wire: order_service_pb2.PlaceOrderResponse, instrument: Instrument) -> models.PlacedOrder:
    return models.PlacedOrder(
        instrument=instrument,
        order_id=wire.order_id,
        client_order_id=wire.client_order_id,
        order_status=OrderStatus(wire.order_status),
        leaves_quantity=instrument.quantity(wire.leaves_quantity),
        cum_quantity=instrument.quantity(wire.cum_quantity),
        canceled_quantity=instrument.quantity(wire.canceled_quantity),
        cancel_reason=CancelReason(wire.cancel_reason),
        fills=tuple(_fill_from(fill, instrument) for fill in wire.fills),
        fill_count=wire.fill_count,
        transact_time_ns=wire.transact_time_ns,
        sequence=wire.sequence,
        epoch=wire.epoch,
        is_repeat=wire.is_repeat,
    )


def amended_from(wire: order_service_pb2.AmendOrderResponse, instrument: Instrument) -> models.AmendedOrder:
    return models.AmendedOrder(
        instrument=instrument,
        order_id=wire.order_id,
        client_order_id=wire.client_order_id,
        order_status=OrderStatus(wire.order_status),
        price=instrument.price(wire.price),
        quantity=instrument.quantity(wire.quantity),
        leaves_quantity=instrument.quantity(wire.leaves_quantity),
        cum_quantity=instrument.quantity(wire.cum_quantity),
        priority_kept=wire.priority_kept,
        fills=tuple(_fill_from(fill, instrument) for fill in wire.fills),
        fill_count=wire.fill_count,
        transact_time_ns=wire.transact_time_ns,
        sequence=wire.sequence,
        epoch=wire.epoch,
        is_repeat=False,
    )


def canceled_from(
    wire: order_service_pb2.CancelOrderResponse, instrument: Instrument
) -> models.CanceledOrder:
    return models.CanceledOrder(
        instrument=instrument,
        order_id=wire.order_id,
        client_order_id=wire.client_order_id,
        order_status=OrderStatus(wire.order_status),
        cum_quantity=instrument.quantity(wire.cum_quantity),
        canceled_quantity=instrument.quantity(wire.canceled_quantity),
        transact_time_ns=wire.transact_time_ns,
        sequence=wire.sequence,
        epoch=wire.epoch,
        is_repeat=False,
    )


def all_canceled_from(wire: order_service_pb2.CancelAllOrdersResponse) -> models.AllCanceled:
    return models.AllCanceled(
        canceled_order_count=wire.canceled_order_count,
        transact_time_ns=wire.transact_time_ns,
        sequence=wire.sequence,
        epoch=wire.epoch,
    )


def order_from(wire: order_pb2.Order, instrument: Instrument) -> models.Order:
    return models.Order(
        instrument=instrument,
        order_id=wire.order_id,
        client_order_id=wire.client_order_id,
        party_id=wire.party_id,
        side=Side(wire.side),
        order_type=OrderType(wire.order_type),
        time_in_force=TimeInForce(wire.time_in_force),
        price=instrument.price(wire.price),
        quantity=instrument.quantity(wire.quantity),
        leaves_quantity=instrument.quantity(wire.leaves_quantity),
        cum_quantity=instrument.quantity(wire.cum_quantity),
        canceled_quantity=instrument.quantity(wire.canceled_quantity),
        average_price=Decimal(repr(wire.average_price)).scaleb(-instrument.price_scale),
        order_status=OrderStatus(wire.order_status),
        accept_time_ns=wire.accept_time_ns,
        transact_time_ns=wire.transact_time_ns,
        post_only=wire.post_only,
        expire_time_ns=wire.expire_time_ns,
        cancel_reason=CancelReason(wire.cancel_reason),
    )


def execution_from(wire: execution_pb2.ExecutionReport, instrument: Instrument) -> models.Execution:
    return models.Execution(
        exec_id=wire.exec_id,
        sequence=wire.sequence,
        exec_type=ExecType(wire.exec_type),
        order=order_from(wire.order, instrument),
        trade_id=wire.trade_id,
        last_price=instrument.price(wire.last_price),
        last_quantity=instrument.quantity(wire.last_quantity),
        is_maker=wire.is_maker,
        cancel_reason=CancelReason(wire.cancel_reason),
    )


def trade_from(wire: market_data_pb2.Trade, instrument: Instrument) -> models.Trade:
    return models.Trade(
        instrument=instrument,
        trade_id=wire.trade_id,
        sequence=wire.sequence,
        price=instrument.price(wire.price),
        quantity=instrument.quantity(wire.quantity),
        aggressor_side=Side(wire.aggressor_side),
        maker_order_id=wire.maker_order_id,
        taker_order_id=wire.taker_order_id,
        transact_time_ns=wire.transact_time_ns,
    )


def candle_from(wire: market_data_pb2.Candle, instrument: Instrument) -> models.Candle:
    return models.Candle(
        instrument=instrument,
        interval=CandleInterval(wire.interval),
        open_time_ns=wire.open_time_ns,
        open_price=instrument.price(wire.open_price),
        high_price=instrument.price(wire.high_price),
        low_price=instrument.price(wire.low_price),
        close_price=instrument.price(wire.close_price),
        volume=instrument.quantity(wire.volume),
        value=instrument.money(wire.value),
        trade_count=wire.trade_count,
    )


def position_from(wire: position_pb2.Position, instrument: Instrument) -> models.Position:
    return models.Position(
        instrument=instrument,
        net_quantity=instrument.quantity(wire.net_quantity),
        bought_quantity=instrument.quantity(wire.bought_quantity),
        sold_quantity=instrument.quantity(wire.sold_quantity),
        bought_notional=instrument.money(wire.bought_notional),
        sold_notional=instrument.money(wire.sold_notional),
        open_notional=instrument.money(wire.open_notional),
        realized_pnl=instrument.money(wire.realized_pnl),
        unrealized_pnl=None if wire.unrealized_pnl == "" else instrument.money(wire.unrealized_pnl),
        last_price=instrument.price(wire.last_price),
        sequence=wire.sequence,
    )


def level_from(wire: market_data_pb2.PriceLevel, instrument: Instrument) -> models.Level:
    return models.Level(instrument.price(wire.price), instrument.quantity(wire.quantity), wire.order_count)


def _fill_from(wire: order_pb2.Fill, instrument: Instrument) -> models.Fill:
    return models.Fill(
        trade_id=wire.trade_id,
        price=instrument.price(wire.price),
        quantity=instrument.quantity(wire.quantity),
        maker_order_id=wire.maker_order_id,
    )

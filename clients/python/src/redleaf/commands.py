"""Commands on orders, as requests; and what became of one whose answer was lost, read off the order."""

from __future__ import annotations

from typing import Protocol
from uuid import uuid4

from redleaf import models
from redleaf.enums import OrderStatus, OrderType, Side, TimeInForce
from redleaf.minor_units import Amount
from redleaf.models import Instrument
from redleaf.v1 import order_pb2, order_service_pb2


class KnownOrder(Protocol):
    """What the exchange told of an order, such as a ``PlacedOrder``; or one that is on its way, with an ``order_id`` of 0."""

    @property
    def order_id(self) -> int: ...

    @property
    def client_order_id(self) -> str: ...

    @property
    def instrument(self) -> Instrument: ...


OrderName = int | str | KnownOrder
"""An order of the caller: its ``order_id``, its ``client_order_id``, or what the exchange told of it."""


def place_request(
    instrument: Instrument,
    side: Side,
    quantity: Amount,
    price: Amount | None,
    time_in_force: TimeInForce,
    client_order_id: str | None,
    post_only: bool,
    expire_time_ns: int,
) -> order_service_pb2.PlaceOrderRequest:
    """Without a price it is a market order. It gets a name when it has none, so that it can be sent again safely."""
    return order_service_pb2.PlaceOrderRequest(
        instrument_id=instrument.instrument_id,
        side=order_pb2.Side.Name(side),
        order_type=order_pb2.OrderType.Name(OrderType.MARKET if price is None else OrderType.LIMIT),
        time_in_force=order_pb2.TimeInForce.Name(time_in_force),
        price=0 if price is None else instrument.minor_price(price),
        quantity=instrument.minor_quantity(quantity),
        client_order_id=client_order_id or uuid4().hex,
        post_only=post_only,
        expire_time_ns=expire_time_ns,
    )


def cancel_all_request(instrument: Instrument | None, side: Side) -> order_service_pb2.CancelAllOrdersRequest:
    return order_service_pb2.CancelAllOrdersRequest(
        instrument_id=0 if instrument is None else instrument.instrument_id,
        side=order_pb2.Side.Name(side),
    )


def reference(order: OrderName) -> order_pb2.OrderReference:
    if isinstance(order, str):
        return order_pb2.OrderReference(client_order_id=order)
    if isinstance(order, int):
        return order_pb2.OrderReference(order_id=order)
    if order.order_id == 0:
        return order_pb2.OrderReference(client_order_id=order.client_order_id)
    return order_pb2.OrderReference(order_id=order.order_id)


def amend_request(
    order: OrderName, instrument: Instrument, quantity: Amount | None, price: Amount | None
) -> order_service_pb2.AmendOrderRequest:
    return order_service_pb2.AmendOrderRequest(
        order=reference(order),
        price=None if price is None else instrument.minor_price(price),
        quantity=None if quantity is None else instrument.minor_quantity(quantity),
    )


def was_amended(request: order_service_pb2.AmendOrderRequest, order: order_pb2.Order) -> bool:
    """Whether the order is as the request wants it: then it need not be sent again, which would cost its place."""
    if request.HasField("price") and request.price != order.price:
        return False
    # One of no more than what has traded closes the order with what has traded.
    return not request.HasField("quantity") or order.quantity == max(request.quantity, order.cum_quantity)


def was_canceled(order: order_pb2.Order) -> bool:
    """Whether it was its owner who canceled it: an order that never rests is canceled by the market alone."""
    never_rests = (
        order.time_in_force in (TimeInForce.IOC, TimeInForce.FOK) or order.order_type == OrderType.MARKET
    )
    return order.order_status == OrderStatus.CANCELED and not never_rests


def amended_before(order: order_pb2.Order, instrument: Instrument) -> models.AmendedOrder:
    return models.AmendedOrder(
        instrument=instrument,
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        order_status=OrderStatus(order.order_status),
        price=instrument.price(order.price),
        quantity=instrument.quantity(order.quantity),
        leaves_quantity=instrument.quantity(order.leaves_quantity),
        cum_quantity=instrument.quantity(order.cum_quantity),
        priority_kept=False,
        fills=(),
        fill_count=0,
        transact_time_ns=order.transact_time_ns,
        sequence=0,
        epoch=0,
        is_repeat=True,
    )


def canceled_before(order: order_pb2.Order, instrument: Instrument) -> models.CanceledOrder:
    return models.CanceledOrder(
        instrument=instrument,
        order_id=order.order_id,
        client_order_id=order.client_order_id,
        order_status=OrderStatus(order.order_status),
        cum_quantity=instrument.quantity(order.cum_quantity),
        canceled_quantity=instrument.quantity(order.canceled_quantity),
        transact_time_ns=order.transact_time_ns,
        sequence=0,
        epoch=0,
        is_repeat=True,
    )

"""Orders by unary calls: each is sent until it is answered, and executed once."""

from __future__ import annotations

from redleaf import from_wire, models
from redleaf.commands import (
    OrderName,
    amend_request,
    amended_before,
    cancel_all_request,
    canceled_before,
    place_request,
    reference,
    was_amended,
    was_canceled,
)
from redleaf.connection import Connection
from redleaf.enums import Side, TimeInForce
from redleaf.errors import RedleafError, UnknownOrder
from redleaf.instruments import Instruments
from redleaf.minor_units import Amount
from redleaf.models import Instrument
from redleaf.pages import pages
from redleaf.retries import Retries
from redleaf.v1 import order_pb2
from redleaf.v1 import order_service_pb2 as pb


class Orders:
    def __init__(self, connection: Connection, instruments: Instruments) -> None:
        self._connection = connection
        self._instruments = instruments
        self.unanswered: dict[str, pb.PlaceOrderRequest] = {}
        """Orders that were sent and not answered within their time, by ``client_order_id``."""

    async def place(
        self,
        instrument: Instrument | str | int,
        side: Side,
        quantity: Amount,
        price: Amount | None,
        time_in_force: TimeInForce,
        client_order_id: str | None,
        post_only: bool,
        expire_time_ns: int,
        timeout: float | None,
    ) -> models.PlacedOrder:
        found = await self._instruments.find(instrument)
        request = place_request(
            found, side, quantity, price, time_in_force, client_order_id, post_only, expire_time_ns
        )
        return await self._send(request, found, timeout)

    async def settle(self, client_order_id: str, timeout: float | None) -> models.PlacedOrder:
        """Sends an unanswered order again, and tells what became of it."""
        request = self.unanswered[client_order_id]
        return await self._send(request, await self._instruments.find(request.instrument_id), timeout)

    async def amend(
        self, order: OrderName, quantity: Amount | None, price: Amount | None, timeout: float | None
    ) -> models.AmendedOrder:
        retries = self._retries(timeout)
        instrument = await self._instrument_of(order, retries)
        request = amend_request(order, instrument, quantity, price)
        while True:
            try:
                if retries.is_uncertain:
                    known = await self.look(request.order, retries.left)
                    if was_amended(request, known):
                        return amended_before(known, instrument)
                answer = await self._connection.call(request, pb.AmendOrderResponse, timeout=retries.left)
                return from_wire.amended_from(answer, instrument)
            except RedleafError as error:
                await retries.pause_or_raise(error, is_repeatable=True)

    async def cancel(self, order: OrderName, timeout: float | None) -> models.CanceledOrder:
        retries = self._retries(timeout)
        request = pb.CancelOrderRequest(order=reference(order))
        while True:
            try:
                answer = await self._connection.call(request, pb.CancelOrderResponse, timeout=retries.left)
                return from_wire.canceled_from(answer, await self._instrument_of(order, retries))
            except UnknownOrder:
                # The try before may have canceled it.
                if not retries.is_uncertain:
                    raise
                known = await self.look(request.order, retries.left)
                if not was_canceled(known):
                    raise
                return canceled_before(known, await self._instruments.find(known.instrument_id))
            except RedleafError as error:
                await retries.pause_or_raise(error, is_repeatable=True)

    async def cancel_all(
        self, instrument: Instrument | str | int | None, side: Side, timeout: float | None
    ) -> models.AllCanceled:
        found = None if instrument is None else await self._instruments.find(instrument)
        request = cancel_all_request(found, side)
        answer = await self._connection.call(
            request, pb.CancelAllOrdersResponse, timeout=timeout, repeatable=True
        )
        return from_wire.all_canceled_from(answer)

    async def get(self, order: OrderName, timeout: float | None) -> models.Order:
        known = await self.look(reference(order), timeout)
        return from_wire.order_from(known, await self._instruments.find(known.instrument_id))

    async def open_orders(
        self, instrument: Instrument | str | int | None, timeout: float | None
    ) -> list[models.Order]:
        number = 0 if instrument is None else (await self._instruments.find(instrument)).instrument_id
        request = pb.ListOpenOrdersRequest(instrument_id=number)
        listed = pages(self._connection, request, pb.ListOpenOrdersResponse, timeout=timeout)
        return [
            from_wire.order_from(wire, await self._instruments.find(wire.instrument_id))
            async for page in listed
            for wire in page.orders
        ]

    async def _send(
        self, request: pb.PlaceOrderRequest, instrument: Instrument, timeout: float | None
    ) -> models.PlacedOrder:
        self.unanswered[request.client_order_id] = request
        try:
            answer = await self._connection.call(
                request, pb.PlaceOrderResponse, timeout=timeout, repeatable=True
            )
        except RedleafError as error:
            error.client_order_id = request.client_order_id
            if not error.outcome_is_unknown:
                del self.unanswered[request.client_order_id]
            raise
        del self.unanswered[request.client_order_id]
        return from_wire.placed_from(answer, instrument)

    async def look(self, order: order_pb2.OrderReference, timeout: float | None) -> order_pb2.Order:
        answer = await self._connection.call(
            pb.GetOrderRequest(order=order), pb.GetOrderResponse, timeout=timeout
        )
        return answer.order

    async def _instrument_of(self, order: OrderName, retries: Retries) -> Instrument:
        """What the exchange told of an order says it; for a mere name the exchange is asked."""
        if not isinstance(order, (int, str)):
            return order.instrument
        known = await self.look(reference(order), retries.left)
        return await self._instruments.find(known.instrument_id)

    def _retries(self, timeout: float | None) -> Retries:
        return Retries(self._connection.timeout if timeout is None else timeout)

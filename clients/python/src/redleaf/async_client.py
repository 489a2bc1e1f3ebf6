"""The exchange, for programs with asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import TypeVar

from google.protobuf.message import Message

from redleaf import from_wire, models
from redleaf.commands import OrderName
from redleaf.connection import Connection
from redleaf.enums import CandleInterval, Side, SortOrder, TimeInForce
from redleaf.errors import RedleafError
from redleaf.instruments import Instruments
from redleaf.live_books import BookCallback, LiveBooks
from redleaf.market_data_stream import MarketDataStream
from redleaf.message_stream import MessageStream
from redleaf.minor_units import Amount
from redleaf.models import Instrument, StreamPosition
from redleaf.order_entry import OrderEntry
from redleaf.orders import Orders
from redleaf.pages import pages
from redleaf.resumed_stream import ResumedStream
from redleaf.session import Credentials
from redleaf.v1 import (
    history_service_pb2,
    market_data_pb2,
    market_data_service_pb2,
    order_service_pb2,
    position_service_pb2,
)

M = TypeVar("M", bound=Message)

Executions = ResumedStream[order_service_pb2.StreamExecutionsResponse, models.Execution]
Trades = ResumedStream[market_data_service_pb2.StreamTradesResponse, models.Trade]
Which = Instrument | str | int
"""An instrument: by its symbol, its number, or itself."""


class AsyncRedleaf:
    """A connection to the exchange. Every call raises ``RedleafError`` when it fails, and ends within its time limit.

    Make it inside a coroutine, best as ``async with AsyncRedleaf(url, party_id, password) as exchange``. Nothing is sent before the
    first call.

    :param url: such as ``http://127.0.0.1:8000``; ``https`` encrypts.
    :param party_id: who trades; with ``password`` it logs in when a call needs it, and again when its session has ended.
    :param token: of an earlier login, in place of a password.
    :param token_minutes: how long a token is good for; it is renewed before it ends.
    :param ca_certificates: PEM of the authorities to trust, in place of those of the system.
    :param client_certificate: PEM of this program's certificate and of its private key, where the exchange asks for one.
    :param timeout: seconds that a call may take, with all its tries.
    :param heartbeat: seconds; HEARTBEAT_MS of the exchange. When nothing has come for almost two of them, a stream is taken for dead.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8000",
        party_id: str | None = None,
        password: str | None = None,
        *,
        token: str | None = None,
        token_minutes: int = 15,
        ca_certificates: bytes | None = None,
        client_certificate: tuple[bytes, bytes] | None = None,
        timeout: float = 10.0,
        heartbeat: float = 5.0,
    ) -> None:
        self._connection = Connection(
            url,
            credentials=None if party_id is None or password is None else Credentials(party_id, password),
            token=token,
            token_minutes=token_minutes,
            ca_certificates=ca_certificates,
            client_certificate=client_certificate,
            timeout=timeout,
            heartbeat=heartbeat,
        )
        self._instruments = Instruments(self._connection)
        self._orders = Orders(self._connection, self._instruments)
        self._market_data = MarketDataStream(self._connection)

    async def __aenter__(self) -> AsyncRedleaf:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Ends the session, the connection and every stream on it."""
        await self._market_data.close()
        await self._connection.close()

    async def call(
        self,
        request: Message,
        answer: type[M],
        *,
        timeout: float | None = None,
        repeatable: bool | None = None,
    ) -> M:
        """Any call of the contract, in its own messages: the method is the one that takes ``request``.

        :param repeatable: whether it may be sent again when the connection broke; by default, calls that get and list.
        """
        return await self._connection.call(request, answer, timeout=timeout, repeatable=repeatable)

    async def open_stream(self, request: Message, answer: type[M]) -> MessageStream[M]:
        """Any stream of the contract, in its own messages, until it ends."""
        return await self._connection.open_stream(request, answer)

    # Orders

    async def place(
        self,
        instrument: Which,
        side: Side,
        quantity: Amount,
        price: Amount | None = None,
        *,
        time_in_force: TimeInForce = TimeInForce.UNSPECIFIED,
        client_order_id: str | None = None,
        post_only: bool = False,
        expire_time_ns: int = 0,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Places an order; without a price, a market order. The answer says that it is on the exchange's disk.

        A ``post_only`` order never takes: the exchange cancels one that would trade at once. An order with the time in force GTD
        needs ``expire_time_ns``, when it expires: nanoseconds since 1970-01-01 UTC.

        It has a ``client_order_id``, by default one made here, and is sent again under it until it is answered: it is executed
        once. When the time is over before that, the error has the ``client_order_id``, and ``settle`` goes on.
        """
        return await self._orders.place(
            instrument,
            side,
            quantity,
            price,
            time_in_force,
            client_order_id,
            post_only,
            expire_time_ns,
            timeout,
        )

    async def settle(self, client_order_id: str, *, timeout: float | None = None) -> models.PlacedOrder:
        """Tells what became of an order of ``unanswered``: it is sent again under its name, which executes it at most once."""
        return await self._orders.settle(client_order_id, timeout)

    @property
    def unanswered(self) -> list[str]:
        """The ``client_order_id`` of each order that was sent, and not answered in time."""
        return list(self._orders.unanswered)

    async def amend(
        self,
        order: OrderName,
        *,
        quantity: Amount | None = None,
        price: Amount | None = None,
        timeout: float | None = None,
    ) -> models.AmendedOrder:
        """Changes an open order; what is None stays. ``quantity`` is the total, with what has traded.

        When an answer was lost, the order is looked at before it is amended again: that would cost its place in the queue.
        """
        return await self._orders.amend(order, quantity, price, timeout)

    async def cancel(self, order: OrderName, *, timeout: float | None = None) -> models.CanceledOrder:
        """Cancels what is open of an order. Raises ``UnknownOrder`` when nothing is."""
        return await self._orders.cancel(order, timeout)

    async def cancel_all(
        self,
        instrument: Which | None = None,
        *,
        side: Side = Side.UNSPECIFIED,
        timeout: float | None = None,
    ) -> models.AllCanceled:
        """Cancels all open orders of the caller, or those of an instrument or a side, in one command.

        When the answer is lost it is sent again: it cancels what is open then, and the count is of that try.
        """
        return await self._orders.cancel_all(instrument, side, timeout)

    async def order(self, order: OrderName, *, timeout: float | None = None) -> models.Order:
        """An order as it stands, open or closed."""
        return await self._orders.get(order, timeout)

    async def open_orders(
        self, instrument: Which | None = None, *, timeout: float | None = None
    ) -> list[models.Order]:
        """In order of ``order_id``."""
        return await self._orders.open_orders(instrument, timeout)

    def order_entry(
        self,
        *,
        max_commands_per_frame: int = 1_024,
        max_frames_in_flight: int = 16,
        timeout: float | None = None,
        on_stale: Callable[[RedleafError], None] | None = None,
        on_reconnected: Callable[[], None] | None = None,
    ) -> OrderEntry:
        """For bots: many commands in flight over one stream. Use it as ``async with exchange.order_entry() as entry``.

        :param timeout: seconds until an answer that has not come is given up; by default those of the connection.
        :param on_stale: called when the stream is lost, with the reason; what became of the unanswered is found out.
        :param on_reconnected: called when another stream is open.
        """
        return OrderEntry(
            self._connection,
            self._instruments,
            self._orders,
            max_commands_per_frame=max_commands_per_frame,
            max_frames_in_flight=max_frames_in_flight,
            timeout=timeout,
            on_stale=on_stale,
            on_reconnected=on_reconnected,
        )

    def executions(
        self,
        *,
        resume_from: StreamPosition | None = None,
        on_stale: Callable[[RedleafError], None] | None = None,
        on_reconnected: Callable[[], None] | None = None,
    ) -> Executions:
        """What happens to the caller's orders: each report exactly once and in order, over lost connections too.

        :param resume_from: ``position`` of an earlier stream; ``StreamPosition(0, 0)`` for all that the exchange has in memory.
            None: what happens from now on.
        :param on_stale: called when the stream is lost, with the reason; it is opened again.
        :param on_reconnected: called when it goes on.
        """
        request = order_service_pb2.StreamExecutionsRequest

        async def open_from(position: StreamPosition | None):
            await self._instruments.listed()
            fields = (
                request()
                if position is None
                else request(resume_from_sequence=position.sequence, epoch=position.epoch)
            )
            return await self._connection.open_stream(fields, order_service_pb2.StreamExecutionsResponse)

        async def items_of(message: order_service_pb2.StreamExecutionsResponse):
            return [
                (
                    wire.exec_id,
                    wire.sequence,
                    from_wire.execution_from(wire, await self._instruments.find(wire.order.instrument_id)),
                )
                for wire in message.executions
            ]

        return ResumedStream(
            open_from,
            items_of,
            lambda message: (message.epoch, message.sequence),
            resume_from=resume_from,
            can_login=self._connection.session.can_login,
            on_stale=on_stale,
            on_reconnected=on_reconnected,
        )

    async def positions(self, *, timeout: float | None = None) -> list[models.Position]:
        """Of the caller, in order of ``instrument_id``."""
        request = position_service_pb2.ListPositionsRequest()
        return [
            from_wire.position_from(wire, await self._instruments.find(wire.instrument_id))
            async for page in self._pages(request, position_service_pb2.ListPositionsResponse, None, timeout)
            for wire in page.positions
        ]

    # Market data

    async def instruments(self) -> list[Instrument]:
        """All of them, in order of ``instrument_id``."""
        return await self._instruments.all()

    async def instrument(self, which: Which) -> Instrument:
        """By symbol or number. Raises ``UnknownInstrument``."""
        return await self._instruments.find(which)

    async def books(
        self,
        *instruments: Which,
        depth: int = 20,
        update_interval_ms: int = 0,
        on_change: BookCallback | None = None,
        on_stale: BookCallback | None = None,
        on_resynced: BookCallback | None = None,
        on_reconnected: BookCallback | None = None,
    ) -> LiveBooks:
        """Live books, those of all calls over one stream.

        :param depth: levels on each side: 1 to 1,000, and 10,000 in all books together.
        :param update_interval_ms: least time between two updates of a book, in milliseconds: 10 to 60,000; 0 means 100.
        :param on_change: called with the book after every change.
        :param on_stale: called with the book as it was, when it may be out of date.
        :param on_resynced: called with the book when it is right again after that.
        :param on_reconnected: called with a stale book when another stream is open; it is right when it is resynced.
        """
        return LiveBooks(
            self._market_data,
            [await self._instruments.find(each) for each in instruments],
            depth=depth,
            update_interval_ms=update_interval_ms,
            on_change=on_change,
            on_stale=on_stale,
            on_resynced=on_resynced,
            on_reconnected=on_reconnected,
        )

    @property
    def market_data(self) -> MarketDataStream:
        """The stream of the books; other channels can be subscribed to on it, in the contract's own messages."""
        return self._market_data

    def trades(
        self,
        instrument: Which | None = None,
        *,
        resume_from: StreamPosition | None = None,
        on_stale: Callable[[RedleafError], None] | None = None,
        on_reconnected: Callable[[], None] | None = None,
    ) -> Trades:
        """Trades of one instrument, or of all: each exactly once and in order, over lost connections too.

        The parameters are those of ``executions``.
        """
        request = market_data_service_pb2.StreamTradesRequest

        async def open_from(position: StreamPosition | None):
            await self._instruments.listed()
            number = await self._number_of(instrument)
            fields = (
                request(instrument_id=number)
                if position is None
                else request(
                    instrument_id=number, resume_from_sequence=position.sequence, epoch=position.epoch
                )
            )
            return await self._connection.open_stream(fields, market_data_service_pb2.StreamTradesResponse)

        async def items_of(message: market_data_service_pb2.StreamTradesResponse):
            return [
                (
                    wire.trade_id,
                    wire.sequence,
                    from_wire.trade_from(wire, await self._instruments.find(wire.instrument_id)),
                )
                for wire in message.trades
            ]

        return ResumedStream(
            open_from,
            items_of,
            lambda message: (message.epoch, message.sequence),
            resume_from=resume_from,
            can_login=False,
            on_stale=on_stale,
            on_reconnected=on_reconnected,
        )

    # History

    async def trade_history(
        self,
        instrument: Which | None = None,
        *,
        from_time_ns: int | None = None,
        to_time_ns: int | None = None,
        newest_first: bool = False,
        limit: int = 1_000,
        timeout: float | None = None,
    ) -> list[models.Trade]:
        """At most ``limit`` trades since the first one; the time limit is of each page of 1,000."""
        request = market_data_service_pb2.ListTradesRequest(
            instrument_id=await self._number_of(instrument),
            from_time_ns=from_time_ns,
            to_time_ns=to_time_ns,
            sort_order=_sort_order(newest_first),
        )
        return [
            from_wire.trade_from(wire, await self._instruments.find(wire.instrument_id))
            async for page in self._pages(request, market_data_service_pb2.ListTradesResponse, limit, timeout)
            for wire in page.trades
        ]

    async def candles(
        self,
        instrument: Which,
        interval: CandleInterval,
        *,
        from_time_ns: int | None = None,
        to_time_ns: int | None = None,
        newest_first: bool = False,
        limit: int = 1_000,
        timeout: float | None = None,
    ) -> list[models.Candle]:
        """At most ``limit`` candles since the first trade; the time limit is of each page of 1,000."""
        found = await self._instruments.find(instrument)
        request = market_data_service_pb2.ListCandlesRequest(
            instrument_id=found.instrument_id,
            interval=market_data_pb2.CandleInterval.Name(interval),
            from_time_ns=from_time_ns,
            to_time_ns=to_time_ns,
            sort_order=_sort_order(newest_first),
        )
        return [
            from_wire.candle_from(wire, found)
            async for page in self._pages(
                request, market_data_service_pb2.ListCandlesResponse, limit, timeout
            )
            for wire in page.candles
        ]

    async def order_history(
        self,
        instrument: Which | None = None,
        *,
        from_time_ns: int | None = None,
        to_time_ns: int | None = None,
        newest_first: bool = False,
        limit: int = 1_000,
        timeout: float | None = None,
    ) -> list[models.Order]:
        """At most ``limit`` of the caller's orders, open and closed; the time limit is of each page of 1,000."""
        request = history_service_pb2.ListOrdersRequest(
            instrument_id=await self._number_of(instrument),
            from_time_ns=from_time_ns,
            to_time_ns=to_time_ns,
            sort_order=_sort_order(newest_first),
        )
        return [
            from_wire.order_from(wire, await self._instruments.find(wire.instrument_id))
            async for page in self._pages(request, history_service_pb2.ListOrdersResponse, limit, timeout)
            for wire in page.orders
        ]

    def _pages(
        self, request: Message, answer: type[M], limit: int | None, timeout: float | None
    ) -> AsyncIterator[M]:
        return pages(self._connection, request, answer, limit=limit, timeout=timeout)

    async def _number_of(self, instrument: Which | None) -> int:
        """0 stands for all."""
        return 0 if instrument is None else (await self._instruments.find(instrument)).instrument_id


def _sort_order(newest_first: bool) -> str:
    return f"SORT_ORDER_{(SortOrder.NEWEST_FIRST if newest_first else SortOrder.OLDEST_FIRST).name}"

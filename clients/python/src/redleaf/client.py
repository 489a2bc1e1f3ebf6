"""The exchange, for programs without asyncio: the same code, on an event loop in a thread of its own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from google.protobuf.message import Message

from redleaf.async_client import AsyncRedleaf
from redleaf.blocking import BlockingBooks, BlockingOrderEntry, BlockingStream
from redleaf.live_books import LiveBooks
from redleaf.loop_thread import loop_thread
from redleaf.order_entry import OrderEntry
from redleaf.resumed_stream import ResumedStream

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Message)
Item = TypeVar("Item")


def _blocking(
    method: Callable[Concatenate[AsyncRedleaf, P], Coroutine[Any, Any, R]],
) -> Callable[Concatenate[Redleaf, P], R]:
    @wraps(method)
    def blocking(self: Redleaf, /, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.thread.run(method(self.asynchronous, *args, **kwargs))

    return blocking


def _streaming(
    method: Callable[Concatenate[AsyncRedleaf, P], ResumedStream[Any, Item]],
) -> Callable[Concatenate[Redleaf, P], BlockingStream[Item]]:
    @wraps(method)
    def streaming(self: Redleaf, /, *args: P.args, **kwargs: P.kwargs) -> BlockingStream[Item]:
        return BlockingStream(self.thread, method(self.asynchronous, *args, **kwargs))

    return streaming


def _books(
    method: Callable[Concatenate[AsyncRedleaf, P], Coroutine[Any, Any, LiveBooks]],
) -> Callable[Concatenate[Redleaf, P], BlockingBooks]:
    @wraps(method)
    def books(self: Redleaf, /, *args: P.args, **kwargs: P.kwargs) -> BlockingBooks:
        return BlockingBooks(self.thread, self.thread.run(method(self.asynchronous, *args, **kwargs)))

    return books


def _order_entry(
    method: Callable[Concatenate[AsyncRedleaf, P], OrderEntry],
) -> Callable[Concatenate[Redleaf, P], BlockingOrderEntry]:
    @wraps(method)
    def order_entry(self: Redleaf, /, *args: P.args, **kwargs: P.kwargs) -> BlockingOrderEntry:
        async def make() -> OrderEntry:
            return method(self.asynchronous, *args, **kwargs)

        return BlockingOrderEntry(self.thread, self.thread.run(make()))

    return order_entry


class Redleaf:
    """A connection to the exchange: as ``AsyncRedleaf``, with calls that return when they are answered.

    Use it as ``with Redleaf(url, party_id, password) as exchange``, or ``close`` it. Any thread may call it.
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
        async def connect() -> AsyncRedleaf:
            return AsyncRedleaf(
                url,
                party_id,
                password,
                token=token,
                token_minutes=token_minutes,
                ca_certificates=ca_certificates,
                client_certificate=client_certificate,
                timeout=timeout,
                heartbeat=heartbeat,
            )

        self.thread = loop_thread()
        self.asynchronous = self.thread.run(connect())
        """The same connection for coroutines on its own event loop."""

    def __enter__(self) -> Redleaf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the session, the connection and every stream on it."""
        self.thread.run(self.asynchronous.aclose())

    @property
    def unanswered(self) -> list[str]:
        """The ``client_order_id`` of each order that was sent, and not answered in time."""
        return self.asynchronous.unanswered

    place = _blocking(AsyncRedleaf.place)
    settle = _blocking(AsyncRedleaf.settle)
    amend = _blocking(AsyncRedleaf.amend)
    cancel = _blocking(AsyncRedleaf.cancel)
    cancel_all = _blocking(AsyncRedleaf.cancel_all)
    order = _blocking(AsyncRedleaf.order)
    open_orders = _blocking(AsyncRedleaf.open_orders)
    positions = _blocking(AsyncRedleaf.positions)
    instruments = _blocking(AsyncRedleaf.instruments)
    instrument = _blocking(AsyncRedleaf.instrument)
    trade_history = _blocking(AsyncRedleaf.trade_history)
    candles = _blocking(AsyncRedleaf.candles)
    order_history = _blocking(AsyncRedleaf.order_history)
    executions = _streaming(AsyncRedleaf.executions)
    trades = _streaming(AsyncRedleaf.trades)
    books = _books(AsyncRedleaf.books)
    order_entry = _order_entry(AsyncRedleaf.order_entry)

    def call(
        self,
        request: Message,
        answer: type[M],
        *,
        timeout: float | None = None,
        repeatable: bool | None = None,
    ) -> M:
        """Any call of the contract, in its own messages."""
        call = self.asynchronous.call(request, answer, timeout=timeout, repeatable=repeatable)
        return self.thread.run(call)

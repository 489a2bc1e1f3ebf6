"""The exchange, for programs without asyncio: the same code, on an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from google.protobuf.message import Message

from redleaf.async_client import AsyncRedleaf
from redleaf.book import Book
from redleaf.live_books import LiveBooks
from redleaf.models import PlacedOrder, StreamPosition
from redleaf.order_entry import Answer, OrderEntry, PendingOrder
from redleaf.resumed_stream import ResumedStream

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=Message)
Item = TypeVar("Item")


class LoopThread:
    """Ends with the program."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="redleaf", daemon=True).start()

    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result()
        except BaseException:
            # Ctrl-C while it waits: nobody wants the answer any more.
            future.cancel()
            raise


# One for all: grpc.aio wants one event loop in a process.
_shared: list[LoopThread] = []
_shared_lock = threading.Lock()


def loop_thread() -> LoopThread:
    with _shared_lock:
        if not _shared:
            _shared.append(LoopThread())
        return _shared[0]


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


class BlockingStream(Iterator[Item]):
    """As ``ResumedStream``: items each exactly once and in order. Callbacks come on the thread of the connection."""

    def __init__(self, thread: LoopThread, stream: ResumedStream[Any, Item]) -> None:
        self._thread = thread
        self._stream = stream

    @property
    def position(self) -> StreamPosition | None:
        """Everything up to here was delivered."""
        return self._stream.position

    def start(self) -> None:
        """Opens the stream: what happens from now on will be delivered."""
        self._thread.run(self._stream.start())

    def __next__(self) -> Item:
        return _next(self._thread, self._stream)

    def close(self) -> None:
        self._thread.run(self._stream.aclose())

    def __enter__(self) -> BlockingStream[Item]:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class BlockingBooks(Iterator[Book]):
    """As ``LiveBooks``. Callbacks come on the thread of the connection."""

    def __init__(self, thread: LoopThread, books: LiveBooks) -> None:
        self._thread = thread
        self._books = books

    def __getitem__(self, symbol: str) -> Book:
        """The book as it is now; stale before its snapshot has come."""

        async def now() -> Book:
            return self._books[symbol]

        return self._thread.run(now())

    def __next__(self) -> Book:
        return _next(self._thread, self._books)

    def close(self) -> None:
        self._thread.run(self._books.aclose())

    def __enter__(self) -> BlockingBooks:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class BlockingAnswer(Generic[R]):
    """The answer to a command of ``BlockingOrderEntry``, when it comes."""

    def __init__(self, thread: LoopThread, answer: Answer[R]) -> None:
        self._thread = thread
        self._answer = answer
        self.instrument = answer.instrument

    def result(self) -> R:
        """Waits for it. Raises what the exchange refused it with."""

        async def wait() -> R:
            return await self._answer

        return self._thread.run(wait())


class BlockingPendingOrder(BlockingAnswer[PlacedOrder]):
    """An order that is on its way: it can be amended and canceled already."""

    def __init__(self, thread: LoopThread, answer: PendingOrder) -> None:
        super().__init__(thread, answer)
        self._order = answer
        self.client_order_id = answer.client_order_id

    @property
    def order_id(self) -> int:
        """0 until it is answered."""
        return self._order.order_id


def _command(
    method: Callable[Concatenate[OrderEntry, P], Answer[R]],
) -> Callable[Concatenate[BlockingOrderEntry, P], BlockingAnswer[R]]:
    @wraps(method)
    def command(self: BlockingOrderEntry, /, *args: P.args, **kwargs: P.kwargs) -> BlockingAnswer[R]:
        async def give() -> Answer[R]:
            return method(self.entry, *args, **kwargs)

        return BlockingAnswer(self.thread, self.thread.run(give()))

    return command


def _place(
    method: Callable[Concatenate[OrderEntry, P], PendingOrder],
) -> Callable[Concatenate[BlockingOrderEntry, P], BlockingPendingOrder]:
    @wraps(method)
    def place(self: BlockingOrderEntry, /, *args: P.args, **kwargs: P.kwargs) -> BlockingPendingOrder:
        async def give() -> PendingOrder:
            return method(self.entry, *args, **kwargs)

        return BlockingPendingOrder(self.thread, self.thread.run(give()))

    return place


class BlockingOrderEntry:
    """As ``OrderEntry``: commands return at once, and their answers have ``result()``. Use it with ``with``."""

    def __init__(self, thread: LoopThread, entry: OrderEntry) -> None:
        self.thread = thread
        self.entry = entry

    place = _place(OrderEntry.place)
    amend = _command(OrderEntry.amend)
    cancel = _command(OrderEntry.cancel)

    def ready(self) -> None:
        """Returns when less than a frame of commands is waiting."""
        self.thread.run(self.entry.ready())

    def __enter__(self) -> BlockingOrderEntry:
        self.thread.run(self.entry.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        """Sends what is waiting, and returns when everything is answered."""
        self.thread.run(self.entry.aclose())


def _order_entry(
    method: Callable[Concatenate[AsyncRedleaf, P], OrderEntry],
) -> Callable[Concatenate[Redleaf, P], BlockingOrderEntry]:
    @wraps(method)
    def order_entry(self: Redleaf, /, *args: P.args, **kwargs: P.kwargs) -> BlockingOrderEntry:
        async def make() -> OrderEntry:
            return method(self.asynchronous, *args, **kwargs)

        return BlockingOrderEntry(self.thread, self.thread.run(make()))

    return order_entry


_END: Any = object()


def _next(thread: LoopThread, stream: AsyncIterator[Item]) -> Item:
    async def following() -> Item:
        return await anext(stream, _END)

    item = thread.run(following())
    if item is _END:
        raise StopIteration
    return item


def _books(
    method: Callable[Concatenate[AsyncRedleaf, P], Coroutine[Any, Any, LiveBooks]],
) -> Callable[Concatenate[Redleaf, P], BlockingBooks]:
    @wraps(method)
    def books(self: Redleaf, /, *args: P.args, **kwargs: P.kwargs) -> BlockingBooks:
        return BlockingBooks(self.thread, self.thread.run(method(self.asynchronous, *args, **kwargs)))

    return books


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
        self, request: Message, answer: type[M], *, timeout: float | None = None, repeatable: bool | None = None
    ) -> M:
        """Any call of the contract, in its own messages."""
        call = self.asynchronous.call(request, answer, timeout=timeout, repeatable=repeatable)
        return self.thread.run(call)

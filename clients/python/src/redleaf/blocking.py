"""Streams and order entry for programs without asyncio."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from functools import wraps
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from redleaf.book import Book
from redleaf.live_books import LiveBooks
from redleaf.loop_thread import LoopThread
from redleaf.models import PlacedOrder, StreamPosition
from redleaf.order_entry import Answer, OrderEntry, PendingOrder
from redleaf.resumed_stream import ResumedStream

P = ParamSpec("P")
R = TypeVar("R")
Item = TypeVar("Item")


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
        self.instrument = answer.instrument
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
    cancel_all = _command(OrderEntry.cancel_all)

    def ready(self) -> None:
        """Returns when less than a frame of commands is waiting."""
        self.thread.run(self.entry.ready())

    def __enter__(self) -> BlockingOrderEntry:
        self.thread.run(self.entry.__aenter__())
        return self

    def __exit__(self, *_: object) -> None:
        """Sends what is waiting, and returns when everything is answered."""
        self.thread.run(self.entry.aclose())


_END: Any = object()


def _next(thread: LoopThread, stream: AsyncIterator[Item]) -> Item:
    async def following() -> Item:
        return await anext(stream, _END)

    item = thread.run(following())
    if item is _END:
        raise StopIteration
    return item

"""Books that follow the exchange's, or say that they are stale."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence

from redleaf.book import Book, BookLevels
from redleaf.callbacks import tell
from redleaf.errors import RedleafError
from redleaf.market_data_stream import MarketDataStream, Subscription
from redleaf.models import Instrument
from redleaf.v1 import market_data_service_pb2 as pb

BookCallback = Callable[[Book], None]


class LiveBooks(AsyncIterator[Book]):
    """The books of some instruments.

    Iterate over it: each turn is a book that has changed, or that became stale, as it is now; a slow reader gets fewer turns,
    never old books. Or give callbacks: they get every change.
    """

    def __init__(
        self,
        stream: MarketDataStream,
        instruments: Sequence[Instrument],
        *,
        depth: int,
        update_interval_ms: int,
        on_change: BookCallback | None,
        on_stale: BookCallback | None,
        on_resynced: BookCallback | None,
        on_reconnected: BookCallback | None,
    ) -> None:
        self._stream = stream
        self._on_change = on_change
        self._on_stale = on_stale
        self._on_resynced = on_resynced
        self._on_reconnected = on_reconnected
        # As a set that keeps its order.
        self._changed: dict[_LiveBook, None] = {}
        self._wake = asyncio.Event()
        self._failure: RedleafError | None = None
        self._is_closed = False
        self._books = {each.symbol: _LiveBook(each, self._changes) for each in instruments}
        self._subscriptions: list[Subscription] = []
        for book in self._books.values():
            wish = pb.MarketDataSubscription(
                channel="MARKET_DATA_CHANNEL_ORDER_BOOK",
                instrument_id=book.instrument.instrument_id,
                depth=depth,
                update_interval_ms=update_interval_ms,
            )
            self._subscriptions.append(stream.subscribe(wish, book))

    def __getitem__(self, symbol: str) -> Book:
        """The book as it is now; stale before its snapshot has come."""
        return self._books[symbol].now()

    async def __anext__(self) -> Book:
        while not self._changed:
            if self._failure is not None:
                raise self._failure
            if self._is_closed:
                raise StopAsyncIteration
            self._wake.clear()
            await self._wake.wait()
        book = next(iter(self._changed))
        del self._changed[book]
        return book.now()

    async def aclose(self) -> None:
        self._is_closed = True
        self._changed.clear()
        for subscription in self._subscriptions:
            self._stream.unsubscribe(subscription)
        self._wake.set()

    async def __aenter__(self) -> LiveBooks:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    def _changes(self, book: _LiveBook, happened: str, error: RedleafError | None) -> None:
        if error is not None:
            self._failure = error
        elif happened == "reconnected":
            tell(self._on_reconnected, book.now())
        else:
            self._changed[book] = None
            if happened == "stale":
                tell(self._on_stale, book.now())
            if happened == "resynced":
                tell(self._on_resynced, book.now())
            if happened != "stale":
                tell(self._on_change, book.now())
        self._wake.set()


class _LiveBook:
    """One book; a ``Listener``."""

    def __init__(
        self, instrument: Instrument, tell: Callable[[_LiveBook, str, RedleafError | None], None]
    ) -> None:
        self.instrument = instrument
        self._tell = tell
        self._levels = BookLevels(instrument)
        self._sequence = 0
        self._epoch = 0
        self._is_stale = True
        self._was_live = False

    def now(self) -> Book:
        levels = self._levels
        return Book(
            self.instrument, levels.bids(), levels.asks(), self._sequence, self._epoch, self._is_stale
        )

    def updated(self, update: pb.MarketDataUpdate) -> None:
        if update.is_snapshot:
            self._levels.clear()
        self._levels.change(update.order_book)
        self._sequence = update.sequence
        self._epoch = update.epoch
        happened = "resynced" if self._is_stale and self._was_live else "changed"
        self._is_stale = False
        self._was_live = True
        self._tell(self, happened, None)

    def stale(self) -> None:
        self._is_stale = True
        self._tell(self, "stale", None)

    def reconnected(self) -> None:
        self._tell(self, "reconnected", None)

    def refused(self, error: RedleafError) -> None:
        self._is_stale = True
        self._tell(self, "refused", error)

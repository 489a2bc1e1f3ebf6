"""A book as it stood at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from redleaf.models import Instrument, Level
from redleaf.v1 import market_data_pb2


@dataclass(frozen=True, slots=True)
class Book:
    """The best levels of one instrument. It never changes: the next one is another object."""

    instrument: Instrument
    bids: tuple[Level, ...]
    """Highest price first."""
    asks: tuple[Level, ...]
    """Lowest price first."""
    sequence: int
    """The last event that is in it."""
    epoch: int
    is_stale: bool
    """The connection is lost or silent, or something is missing: this is how the book was, and maybe is no more."""

    @property
    def best_bid(self) -> Level | None:
        return self.bids[0] if self.bids else None

    @property
    def best_ask(self) -> Level | None:
        return self.asks[0] if self.asks else None

    @property
    def spread(self) -> Decimal | None:
        """None when a side is empty."""
        return self.asks[0].price - self.bids[0].price if self.bids and self.asks else None

    @property
    def mid(self) -> Decimal | None:
        """Halfway between the best prices; None when a side is empty."""
        return (self.asks[0].price + self.bids[0].price) / 2 if self.bids and self.asks else None


class BookLevels:
    """The levels of a book, in minor units, brought up to date by deltas."""

    def __init__(self, instrument: Instrument) -> None:
        self._instrument = instrument
        self._bids: dict[int, market_data_pb2.PriceLevel] = {}
        self._asks: dict[int, market_data_pb2.PriceLevel] = {}

    def clear(self) -> None:
        self._bids.clear()
        self._asks.clear()

    def change(self, delta: market_data_pb2.OrderBookDelta) -> None:
        for side, levels in ((self._bids, delta.bids), (self._asks, delta.asks)):
            for level in levels:
                if level.quantity == "0":
                    side.pop(level.price, None)
                else:
                    side[level.price] = level

    def bids(self) -> tuple[Level, ...]:
        return tuple(self._level(self._bids[price]) for price in sorted(self._bids, reverse=True))

    def asks(self) -> tuple[Level, ...]:
        return tuple(self._level(self._asks[price]) for price in sorted(self._asks))

    def _level(self, wire: market_data_pb2.PriceLevel) -> Level:
        instrument = self._instrument
        return Level(instrument.price(wire.price), instrument.quantity(wire.quantity), wire.order_count)

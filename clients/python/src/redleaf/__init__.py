"""Client for Redleaf Exchange: ``Redleaf`` for programs with plain calls, ``AsyncRedleaf`` for those with asyncio."""

from redleaf import errors
from redleaf.async_client import AsyncRedleaf
from redleaf.book import Book
from redleaf.client import Redleaf
from redleaf.enums import (
    CancelReason,
    CandleInterval,
    ExecType,
    MarketDataChannel,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradingStatus,
)
from redleaf.errors import RedleafError
from redleaf.live_books import LiveBooks
from redleaf.minor_units import Amount, Minor
from redleaf.models import (
    AllCanceled,
    AmendedOrder,
    CanceledOrder,
    Candle,
    Execution,
    Fill,
    Instrument,
    Level,
    Order,
    PlacedOrder,
    Position,
    StreamPosition,
    Trade,
)
from redleaf.order_entry import Answer, OrderEntry, PendingOrder
from redleaf.resumed_stream import ResumedStream

__all__ = [
    "AllCanceled",
    "AmendedOrder",
    "Amount",
    "Answer",
    "AsyncRedleaf",
    "Book",
    "CancelReason",
    "CanceledOrder",
    "Candle",
    "CandleInterval",
    "ExecType",
    "Execution",
    "Fill",
    "Instrument",
    "Level",
    "LiveBooks",
    "MarketDataChannel",
    "Minor",
    "Order",
    "OrderEntry",
    "OrderStatus",
    "OrderType",
    "PendingOrder",
    "PlacedOrder",
    "Position",
    "Redleaf",
    "RedleafError",
    "ResumedStream",
    "Side",
    "StreamPosition",
    "TimeInForce",
    "Trade",
    "TradingStatus",
    "errors",
]

"""Data frames of pandas: ``pip install 'redleaf[pandas]'``.

Prices and quantities are floats there, for statistics; what is to be exact, stays with the models. Times are of UTC.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from redleaf.book import Book
from redleaf.models import Candle, Trade


def trades_frame(trades: Iterable[Trade]) -> pd.DataFrame:
    """A row for each trade, by ``trade_id``: time, symbol, side of who took, price and quantity."""
    rows = [
        (
            trade.trade_id,
            trade.transact_time_ns,
            trade.instrument.symbol,
            trade.aggressor_side.name,
            float(trade.price),
            float(trade.quantity),
        )
        for trade in trades
    ]
    frame = pd.DataFrame(rows, columns=["trade_id", "time", "symbol", "side", "price", "quantity"])
    frame["time"] = pd.to_datetime(frame["time"], unit="ns", utc=True)
    return frame.set_index("trade_id")


def candles_frame(candles: Iterable[Candle]) -> pd.DataFrame:
    """A row for each period that had trades, by the time when it begins: symbol, open, high, low, close, volume, value, trades."""
    rows = [
        (
            candle.open_time_ns,
            candle.instrument.symbol,
            float(candle.open_price),
            float(candle.high_price),
            float(candle.low_price),
            float(candle.close_price),
            float(candle.volume),
            float(candle.value),
            candle.trade_count,
        )
        for candle in candles
    ]
    columns = ["time", "symbol", "open", "high", "low", "close", "volume", "value", "trades"]
    frame = pd.DataFrame(rows, columns=columns)
    frame["time"] = pd.to_datetime(frame["time"], unit="ns", utc=True)
    return frame.set_index("time")


def book_frame(book: Book) -> pd.DataFrame:
    """A row for each level, asks above bids and the best prices in the middle: side, price, quantity, orders."""
    rows = [
        ("SELL", float(each.price), float(each.quantity), each.order_count) for each in reversed(book.asks)
    ]
    rows += [("BUY", float(each.price), float(each.quantity), each.order_count) for each in book.bids]
    return pd.DataFrame(rows, columns=["side", "price", "quantity", "orders"])

from decimal import Decimal

import pandas as pd
from instruments import ACME

from redleaf import Book, Candle, CandleInterval, Level, Side, Trade
from redleaf.frames import book_frame, candles_frame, trades_frame

NOON = 1_795_608_000_123_456_789


def test_trades() -> None:
    trade = Trade(ACME, 7, 20, Decimal("100.50"), Decimal(3), Side.SELL, 1, 2, NOON)
    frame = trades_frame([trade])
    assert frame.index.tolist() == [7]
    assert frame.loc[7].to_dict() == {
        "time": pd.Timestamp(NOON, unit="ns", tz="UTC"),
        "symbol": "ACME",
        "side": "SELL",
        "price": 100.5,
        "quantity": 3.0,
    }
    assert len(trades_frame([])) == 0


def test_candles() -> None:
    candle = Candle(
        ACME,
        CandleInterval.MINUTE,
        NOON,
        open_price=Decimal("100.50"),
        high_price=Decimal(101),
        low_price=Decimal(100),
        close_price=Decimal("100.75"),
        volume=Decimal(12),
        value=Decimal("1206.25"),
        trade_count=4,
    )
    frame = candles_frame([candle])
    assert frame.index.tolist() == [pd.Timestamp(NOON, unit="ns", tz="UTC")]
    assert frame.iloc[0].tolist() == ["ACME", 100.5, 101.0, 100.0, 100.75, 12.0, 1206.25, 4]


def test_book() -> None:
    bids = (Level(Decimal("99.50"), Decimal(3), 2), Level(Decimal("99.40"), Decimal(1), 1))
    asks = (Level(Decimal("99.60"), Decimal(5), 1), Level(Decimal("99.70"), Decimal(6), 3))
    frame = book_frame(Book(ACME, bids, asks, 5, 7, is_stale=False))
    assert frame["price"].tolist() == [99.7, 99.6, 99.5, 99.4]
    assert frame["side"].tolist() == ["SELL", "SELL", "BUY", "BUY"]
    assert frame["orders"].tolist() == [3, 1, 2, 1]

"""The enums of the contract. A value that is newer than this package reads as ``UNKNOWN_7``."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class _OpenEnum(IntEnum):
    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, int):
            return None
        member = int.__new__(cls, value)
        member._name_ = f"UNKNOWN_{value}"
        member._value_ = value
        return member


class Side(_OpenEnum):
    """Which way an order trades."""

    UNSPECIFIED = 0
    BUY = 1
    SELL = 2


class OrderType(_OpenEnum):
    """How an order is priced."""

    UNSPECIFIED = 0
    LIMIT = 1
    MARKET = 2


class TimeInForce(_OpenEnum):
    """How long an order stays: UNSPECIFIED is GTC for LIMIT, and IOC for MARKET."""

    UNSPECIFIED = 0
    GTC = 1
    IOC = 2
    FOK = 3
    GTD = 4


class OrderStatus(_OpenEnum):
    """Where an order is in its life."""

    UNSPECIFIED = 0
    NEW = 1
    PARTIALLY_FILLED = 2
    FILLED = 3
    CANCELED = 4
    REJECTED = 5
    EXPIRED = 6

    @property
    def is_open(self) -> bool:
        return self in (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


class CancelReason(_OpenEnum):
    """Why what had not traded was canceled."""

    UNSPECIFIED = 0
    REQUESTED = 1
    IMMEDIATE_OR_CANCEL = 2
    FILL_OR_KILL = 3
    POST_ONLY = 4
    EXPIRED = 5


class ExecType(_OpenEnum):
    """What an execution report tells."""

    UNSPECIFIED = 0
    NEW = 1
    TRADE = 2
    CANCELED = 3
    REPLACED = 4


class CandleInterval(_OpenEnum):
    """How long the periods of candles are."""

    UNSPECIFIED = 0
    SECOND = 1
    SECONDS_5 = 2
    MINUTE = 3
    MINUTES_5 = 4
    MINUTES_15 = 5
    HOUR = 6
    DAY = 7


class TradingStatus(_OpenEnum):
    """Whether an instrument takes orders."""

    UNSPECIFIED = 0
    OPEN = 1


class SortOrder(_OpenEnum):
    """In which order a list of the history comes."""

    UNSPECIFIED = 0
    OLDEST_FIRST = 1
    NEWEST_FIRST = 2


class MarketDataChannel(_OpenEnum):
    """What a subscription of market data is about."""

    UNSPECIFIED = 0
    BEST_BID_OFFER = 1
    ORDER_BOOK = 2
    TRADES = 3
    CANDLES = 4
    STATISTICS = 5
    INSTRUMENTS = 6

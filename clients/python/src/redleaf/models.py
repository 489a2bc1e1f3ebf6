"""What the exchange tells, in decimals and with the instrument it is about. Times are nanoseconds since 1970-01-01 UTC."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from redleaf.enums import (
    CancelReason,
    CandleInterval,
    ExecType,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    TradingStatus,
)
from redleaf.minor_units import Amount, to_decimal, to_minor


@dataclass(frozen=True, slots=True, repr=False)
class Instrument:
    """Something that can be traded, and the numbers that its orders keep to."""

    instrument_id: int
    symbol: str
    description: str
    price_scale: int
    """Decimal places of a price."""
    quantity_scale: int
    """Decimal places of a quantity."""
    tick_size: Decimal
    """Every price is a multiple of it."""
    lot_size: Decimal
    """Every quantity is a multiple of it."""
    max_price: Decimal
    max_quantity: Decimal
    trading_status: TradingStatus

    def __repr__(self) -> str:
        return f"<Instrument {self.symbol}>"

    def price(self, minor: int) -> Decimal:
        return to_decimal(minor, self.price_scale)

    def quantity(self, minor: int | str) -> Decimal:
        """Of a quantity in minor units, or of the digits of a sum of quantities."""
        return to_decimal(minor, self.quantity_scale)

    def money(self, minor: int | str) -> Decimal:
        """Of a sum of price × quantity, in minor units of both."""
        return to_decimal(minor, self.price_scale + self.quantity_scale)

    def minor_price(self, price: Amount) -> int:
        return to_minor(price, self.price_scale, "price")

    def minor_quantity(self, quantity: Amount) -> int:
        return to_minor(quantity, self.quantity_scale, "quantity")


@dataclass(frozen=True, slots=True)
class StreamPosition:
    """A place in the exchange's one order of everything: keep it, to go on from there after a restart of your program."""

    epoch: int
    """Which history: another one after the exchange was restored or rebuilt."""
    sequence: int
    """Everything up to this event was seen."""
    last_id: int = 0
    """And of the next event what is not above this ``exec_id`` or ``trade_id``."""


@dataclass(frozen=True, slots=True)
class Fill:
    """One trade of an order that was just placed or amended."""

    trade_id: int
    price: Decimal
    quantity: Decimal
    maker_order_id: int


@dataclass(frozen=True, slots=True)
class PlacedOrder:
    """What became of a placed order."""

    instrument: Instrument
    order_id: int
    client_order_id: str
    order_status: OrderStatus
    leaves_quantity: Decimal
    """Still open."""
    cum_quantity: Decimal
    """Traded."""
    canceled_quantity: Decimal
    """What an IOC, FOK or MARKET order did not get."""
    cancel_reason: CancelReason
    """Why that was canceled; UNSPECIFIED when nothing was."""
    fills: tuple[Fill, ...]
    """The first 1,000 of its trades; none in a repeat."""
    fill_count: int
    transact_time_ns: int
    sequence: int
    epoch: int
    is_repeat: bool
    """It was placed by an earlier try, whose answer was lost; this is how it stands now."""

    @property
    def position(self) -> StreamPosition:
        """A stream that resumes here brings what came after this answer."""
        return StreamPosition(self.epoch, self.sequence)


@dataclass(frozen=True, slots=True)
class AmendedOrder:
    """What became of an amended order."""

    instrument: Instrument
    order_id: int
    client_order_id: str
    order_status: OrderStatus
    price: Decimal
    quantity: Decimal
    """Ordered in all, what has traded included."""
    leaves_quantity: Decimal
    cum_quantity: Decimal
    priority_kept: bool
    fills: tuple[Fill, ...]
    fill_count: int
    transact_time_ns: int
    sequence: int
    """0 when ``is_repeat``."""
    epoch: int
    is_repeat: bool
    """It was amended by an earlier try, whose answer was lost; this is how it stands now."""


@dataclass(frozen=True, slots=True)
class CanceledOrder:
    """What became of a canceled order."""

    instrument: Instrument
    order_id: int
    client_order_id: str
    order_status: OrderStatus
    cum_quantity: Decimal
    canceled_quantity: Decimal
    transact_time_ns: int
    sequence: int
    """0 when ``is_repeat``."""
    epoch: int
    is_repeat: bool
    """It was canceled by an earlier try, whose answer was lost."""


@dataclass(frozen=True, slots=True)
class AllCanceled:
    """What a cancel of all orders came to."""

    canceled_order_count: int
    transact_time_ns: int
    sequence: int
    """Of the last of its events; without any, of the last event before it."""
    epoch: int

    @property
    def position(self) -> StreamPosition:
        """A stream that resumes here brings what came after this answer."""
        return StreamPosition(self.epoch, self.sequence)


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it stands."""

    instrument: Instrument
    order_id: int
    client_order_id: str
    party_id: str
    side: Side
    order_type: OrderType
    time_in_force: TimeInForce
    price: Decimal
    """0 for MARKET."""
    quantity: Decimal
    leaves_quantity: Decimal
    cum_quantity: Decimal
    canceled_quantity: Decimal
    average_price: Decimal
    """Of what has traded; 0 before the first trade. Rounded."""
    order_status: OrderStatus
    accept_time_ns: int
    transact_time_ns: int
    post_only: bool
    """It never takes."""
    expire_time_ns: int
    """When a GTD order expires; 0 for others."""
    cancel_reason: CancelReason
    """Why the canceled quantity was canceled; UNSPECIFIED when nothing was."""


@dataclass(frozen=True, slots=True)
class Execution:
    """One thing that happened to one order of the caller."""

    exec_id: int
    sequence: int
    exec_type: ExecType
    order: Order
    """As it stood right after."""
    trade_id: int
    """With TRADE, as the next two."""
    last_price: Decimal
    last_quantity: Decimal
    is_maker: bool
    cancel_reason: CancelReason

    @property
    def instrument(self) -> Instrument:
        return self.order.instrument


@dataclass(frozen=True, slots=True)
class Trade:
    """A trade, as everyone sees it."""

    instrument: Instrument
    trade_id: int
    sequence: int
    price: Decimal
    quantity: Decimal
    aggressor_side: Side
    maker_order_id: int
    taker_order_id: int
    transact_time_ns: int


@dataclass(frozen=True, slots=True)
class Candle:
    """What the trades of one period came to."""

    instrument: Instrument
    interval: CandleInterval
    open_time_ns: int
    open_price: Decimal
    high_price: Decimal
    low_price: Decimal
    close_price: Decimal
    volume: Decimal
    value: Decimal
    """Sum of price × quantity."""
    trade_count: int


@dataclass(frozen=True, slots=True)
class Position:
    """What the caller has bought and sold of one instrument, and what that came to."""

    instrument: Instrument
    net_quantity: Decimal
    bought_quantity: Decimal
    sold_quantity: Decimal
    bought_notional: Decimal
    sold_notional: Decimal
    open_notional: Decimal
    realized_pnl: Decimal
    unrealized_pnl: Decimal | None
    """None while the instrument has never traded."""
    last_price: Decimal
    sequence: int


@dataclass(frozen=True, slots=True)
class Level:
    """A price of the book, and what rests there."""

    price: Decimal
    quantity: Decimal
    order_count: int

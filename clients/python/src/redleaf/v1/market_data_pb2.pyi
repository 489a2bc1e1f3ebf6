from redleaf.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CandleInterval(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    CANDLE_INTERVAL_UNSPECIFIED: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_1_SECOND: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_5_SECONDS: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_1_MINUTE: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_5_MINUTES: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_15_MINUTES: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_1_HOUR: _ClassVar[CandleInterval]
    CANDLE_INTERVAL_1_DAY: _ClassVar[CandleInterval]
CANDLE_INTERVAL_UNSPECIFIED: CandleInterval
CANDLE_INTERVAL_1_SECOND: CandleInterval
CANDLE_INTERVAL_5_SECONDS: CandleInterval
CANDLE_INTERVAL_1_MINUTE: CandleInterval
CANDLE_INTERVAL_5_MINUTES: CandleInterval
CANDLE_INTERVAL_15_MINUTES: CandleInterval
CANDLE_INTERVAL_1_HOUR: CandleInterval
CANDLE_INTERVAL_1_DAY: CandleInterval

class PriceLevel(_message.Message):
    __slots__ = ("price", "quantity", "order_count")
    PRICE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    ORDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    price: int
    quantity: str
    order_count: int
    def __init__(self, price: _Optional[int] = ..., quantity: _Optional[str] = ..., order_count: _Optional[int] = ...) -> None: ...

class OrderBook(_message.Message):
    __slots__ = ("instrument_id", "sequence", "bids", "asks")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    BIDS_FIELD_NUMBER: _ClassVar[int]
    ASKS_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    sequence: int
    bids: _containers.RepeatedCompositeFieldContainer[PriceLevel]
    asks: _containers.RepeatedCompositeFieldContainer[PriceLevel]
    def __init__(self, instrument_id: _Optional[int] = ..., sequence: _Optional[int] = ..., bids: _Optional[_Iterable[_Union[PriceLevel, _Mapping]]] = ..., asks: _Optional[_Iterable[_Union[PriceLevel, _Mapping]]] = ...) -> None: ...

class OrderBookDelta(_message.Message):
    __slots__ = ("bids", "asks")
    BIDS_FIELD_NUMBER: _ClassVar[int]
    ASKS_FIELD_NUMBER: _ClassVar[int]
    bids: _containers.RepeatedCompositeFieldContainer[PriceLevel]
    asks: _containers.RepeatedCompositeFieldContainer[PriceLevel]
    def __init__(self, bids: _Optional[_Iterable[_Union[PriceLevel, _Mapping]]] = ..., asks: _Optional[_Iterable[_Union[PriceLevel, _Mapping]]] = ...) -> None: ...

class BestBidOffer(_message.Message):
    __slots__ = ("bid", "ask")
    BID_FIELD_NUMBER: _ClassVar[int]
    ASK_FIELD_NUMBER: _ClassVar[int]
    bid: PriceLevel
    ask: PriceLevel
    def __init__(self, bid: _Optional[_Union[PriceLevel, _Mapping]] = ..., ask: _Optional[_Union[PriceLevel, _Mapping]] = ...) -> None: ...

class Heartbeat(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class Trade(_message.Message):
    __slots__ = ("trade_id", "sequence", "instrument_id", "price", "quantity", "aggressor_side", "maker_order_id", "taker_order_id", "transact_time_ns")
    TRADE_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    AGGRESSOR_SIDE_FIELD_NUMBER: _ClassVar[int]
    MAKER_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    TAKER_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    TRANSACT_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    trade_id: int
    sequence: int
    instrument_id: int
    price: int
    quantity: int
    aggressor_side: _order_pb2.Side
    maker_order_id: int
    taker_order_id: int
    transact_time_ns: int
    def __init__(self, trade_id: _Optional[int] = ..., sequence: _Optional[int] = ..., instrument_id: _Optional[int] = ..., price: _Optional[int] = ..., quantity: _Optional[int] = ..., aggressor_side: _Optional[_Union[_order_pb2.Side, str]] = ..., maker_order_id: _Optional[int] = ..., taker_order_id: _Optional[int] = ..., transact_time_ns: _Optional[int] = ...) -> None: ...

class Candle(_message.Message):
    __slots__ = ("instrument_id", "interval", "open_time_ns", "open_price", "high_price", "low_price", "close_price", "volume", "value", "trade_count", "sequence")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    OPEN_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    OPEN_PRICE_FIELD_NUMBER: _ClassVar[int]
    HIGH_PRICE_FIELD_NUMBER: _ClassVar[int]
    LOW_PRICE_FIELD_NUMBER: _ClassVar[int]
    CLOSE_PRICE_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    TRADE_COUNT_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    interval: CandleInterval
    open_time_ns: int
    open_price: int
    high_price: int
    low_price: int
    close_price: int
    volume: str
    value: str
    trade_count: int
    sequence: int
    def __init__(self, instrument_id: _Optional[int] = ..., interval: _Optional[_Union[CandleInterval, str]] = ..., open_time_ns: _Optional[int] = ..., open_price: _Optional[int] = ..., high_price: _Optional[int] = ..., low_price: _Optional[int] = ..., close_price: _Optional[int] = ..., volume: _Optional[str] = ..., value: _Optional[str] = ..., trade_count: _Optional[int] = ..., sequence: _Optional[int] = ...) -> None: ...

class Statistics(_message.Message):
    __slots__ = ("instrument_id", "last_price", "last_quantity", "last_time_ns", "last_aggressor_side", "last_maker_party_id", "last_taker_party_id", "reference_price", "high_price", "low_price", "volume", "value", "trade_count", "open_interest", "sequence")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_PRICE_FIELD_NUMBER: _ClassVar[int]
    LAST_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    LAST_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    LAST_AGGRESSOR_SIDE_FIELD_NUMBER: _ClassVar[int]
    LAST_MAKER_PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_TAKER_PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    REFERENCE_PRICE_FIELD_NUMBER: _ClassVar[int]
    HIGH_PRICE_FIELD_NUMBER: _ClassVar[int]
    LOW_PRICE_FIELD_NUMBER: _ClassVar[int]
    VOLUME_FIELD_NUMBER: _ClassVar[int]
    VALUE_FIELD_NUMBER: _ClassVar[int]
    TRADE_COUNT_FIELD_NUMBER: _ClassVar[int]
    OPEN_INTEREST_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    last_price: int
    last_quantity: int
    last_time_ns: int
    last_aggressor_side: _order_pb2.Side
    last_maker_party_id: str
    last_taker_party_id: str
    reference_price: int
    high_price: int
    low_price: int
    volume: str
    value: str
    trade_count: int
    open_interest: str
    sequence: int
    def __init__(self, instrument_id: _Optional[int] = ..., last_price: _Optional[int] = ..., last_quantity: _Optional[int] = ..., last_time_ns: _Optional[int] = ..., last_aggressor_side: _Optional[_Union[_order_pb2.Side, str]] = ..., last_maker_party_id: _Optional[str] = ..., last_taker_party_id: _Optional[str] = ..., reference_price: _Optional[int] = ..., high_price: _Optional[int] = ..., low_price: _Optional[int] = ..., volume: _Optional[str] = ..., value: _Optional[str] = ..., trade_count: _Optional[int] = ..., open_interest: _Optional[str] = ..., sequence: _Optional[int] = ...) -> None: ...

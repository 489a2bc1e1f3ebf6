from redleaf.v1 import history_pb2 as _history_pb2
from redleaf.v1 import instrument_pb2 as _instrument_pb2
from redleaf.v1 import market_data_pb2 as _market_data_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class MarketDataChannel(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    MARKET_DATA_CHANNEL_UNSPECIFIED: _ClassVar[MarketDataChannel]
    MARKET_DATA_CHANNEL_BEST_BID_OFFER: _ClassVar[MarketDataChannel]
    MARKET_DATA_CHANNEL_ORDER_BOOK: _ClassVar[MarketDataChannel]
    MARKET_DATA_CHANNEL_TRADES: _ClassVar[MarketDataChannel]
    MARKET_DATA_CHANNEL_CANDLES: _ClassVar[MarketDataChannel]
    MARKET_DATA_CHANNEL_STATISTICS: _ClassVar[MarketDataChannel]
    MARKET_DATA_CHANNEL_INSTRUMENTS: _ClassVar[MarketDataChannel]
MARKET_DATA_CHANNEL_UNSPECIFIED: MarketDataChannel
MARKET_DATA_CHANNEL_BEST_BID_OFFER: MarketDataChannel
MARKET_DATA_CHANNEL_ORDER_BOOK: MarketDataChannel
MARKET_DATA_CHANNEL_TRADES: MarketDataChannel
MARKET_DATA_CHANNEL_CANDLES: MarketDataChannel
MARKET_DATA_CHANNEL_STATISTICS: MarketDataChannel
MARKET_DATA_CHANNEL_INSTRUMENTS: MarketDataChannel

class ListInstrumentsRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListInstrumentsResponse(_message.Message):
    __slots__ = ("instruments", "next_page_token")
    INSTRUMENTS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    instruments: _containers.RepeatedCompositeFieldContainer[_instrument_pb2.Instrument]
    next_page_token: str
    def __init__(self, instruments: _Optional[_Iterable[_Union[_instrument_pb2.Instrument, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class GetOrderBookRequest(_message.Message):
    __slots__ = ("instrument_id", "depth")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    depth: int
    def __init__(self, instrument_id: _Optional[int] = ..., depth: _Optional[int] = ...) -> None: ...

class GetOrderBookResponse(_message.Message):
    __slots__ = ("order_book",)
    ORDER_BOOK_FIELD_NUMBER: _ClassVar[int]
    order_book: _market_data_pb2.OrderBook
    def __init__(self, order_book: _Optional[_Union[_market_data_pb2.OrderBook, _Mapping]] = ...) -> None: ...

class StreamOrderBookRequest(_message.Message):
    __slots__ = ("instrument_id",)
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    def __init__(self, instrument_id: _Optional[int] = ...) -> None: ...

class StreamOrderBookResponse(_message.Message):
    __slots__ = ("instrument_id", "previous_sequence", "sequence", "epoch", "snapshot", "delta", "heartbeat", "has_more_levels")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    DELTA_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_LEVELS_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    previous_sequence: int
    sequence: int
    epoch: int
    snapshot: _market_data_pb2.OrderBook
    delta: _market_data_pb2.OrderBookDelta
    heartbeat: _market_data_pb2.Heartbeat
    has_more_levels: bool
    def __init__(self, instrument_id: _Optional[int] = ..., previous_sequence: _Optional[int] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ..., snapshot: _Optional[_Union[_market_data_pb2.OrderBook, _Mapping]] = ..., delta: _Optional[_Union[_market_data_pb2.OrderBookDelta, _Mapping]] = ..., heartbeat: _Optional[_Union[_market_data_pb2.Heartbeat, _Mapping]] = ..., has_more_levels: bool = ...) -> None: ...

class StreamTradesRequest(_message.Message):
    __slots__ = ("instrument_id", "resume_from_sequence", "epoch")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    RESUME_FROM_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    resume_from_sequence: int
    epoch: int
    def __init__(self, instrument_id: _Optional[int] = ..., resume_from_sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class StreamTradesResponse(_message.Message):
    __slots__ = ("sequence", "trades", "epoch")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    TRADES_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    trades: _containers.RepeatedCompositeFieldContainer[_market_data_pb2.Trade]
    epoch: int
    def __init__(self, sequence: _Optional[int] = ..., trades: _Optional[_Iterable[_Union[_market_data_pb2.Trade, _Mapping]]] = ..., epoch: _Optional[int] = ...) -> None: ...

class ListTradesRequest(_message.Message):
    __slots__ = ("instrument_id", "from_time_ns", "to_time_ns", "sort_order", "page_size", "page_token")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SORT_ORDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    from_time_ns: int
    to_time_ns: int
    sort_order: _history_pb2.SortOrder
    page_size: int
    page_token: str
    def __init__(self, instrument_id: _Optional[int] = ..., from_time_ns: _Optional[int] = ..., to_time_ns: _Optional[int] = ..., sort_order: _Optional[_Union[_history_pb2.SortOrder, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListTradesResponse(_message.Message):
    __slots__ = ("trades", "next_page_token", "sequence", "epoch")
    TRADES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    trades: _containers.RepeatedCompositeFieldContainer[_market_data_pb2.Trade]
    next_page_token: str
    sequence: int
    epoch: int
    def __init__(self, trades: _Optional[_Iterable[_Union[_market_data_pb2.Trade, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class ListCandlesRequest(_message.Message):
    __slots__ = ("instrument_id", "interval", "from_time_ns", "to_time_ns", "sort_order", "page_size", "page_token")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    INTERVAL_FIELD_NUMBER: _ClassVar[int]
    FROM_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    TO_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SORT_ORDER_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    interval: _market_data_pb2.CandleInterval
    from_time_ns: int
    to_time_ns: int
    sort_order: _history_pb2.SortOrder
    page_size: int
    page_token: str
    def __init__(self, instrument_id: _Optional[int] = ..., interval: _Optional[_Union[_market_data_pb2.CandleInterval, str]] = ..., from_time_ns: _Optional[int] = ..., to_time_ns: _Optional[int] = ..., sort_order: _Optional[_Union[_history_pb2.SortOrder, str]] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListCandlesResponse(_message.Message):
    __slots__ = ("candles", "next_page_token", "sequence", "epoch")
    CANDLES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    candles: _containers.RepeatedCompositeFieldContainer[_market_data_pb2.Candle]
    next_page_token: str
    sequence: int
    epoch: int
    def __init__(self, candles: _Optional[_Iterable[_Union[_market_data_pb2.Candle, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class ListStatisticsRequest(_message.Message):
    __slots__ = ("instrument_id", "page_size", "page_token")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    page_size: int
    page_token: str
    def __init__(self, instrument_id: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListStatisticsResponse(_message.Message):
    __slots__ = ("statistics", "next_page_token", "sequence", "epoch")
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    statistics: _containers.RepeatedCompositeFieldContainer[_market_data_pb2.Statistics]
    next_page_token: str
    sequence: int
    epoch: int
    def __init__(self, statistics: _Optional[_Iterable[_Union[_market_data_pb2.Statistics, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class ReplayMulticastRequest(_message.Message):
    __slots__ = ("session", "first_sequence", "last_sequence")
    SESSION_FIELD_NUMBER: _ClassVar[int]
    FIRST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    LAST_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    session: str
    first_sequence: int
    last_sequence: int
    def __init__(self, session: _Optional[str] = ..., first_sequence: _Optional[int] = ..., last_sequence: _Optional[int] = ...) -> None: ...

class ReplayMulticastResponse(_message.Message):
    __slots__ = ("datagrams",)
    DATAGRAMS_FIELD_NUMBER: _ClassVar[int]
    datagrams: _containers.RepeatedScalarFieldContainer[bytes]
    def __init__(self, datagrams: _Optional[_Iterable[bytes]] = ...) -> None: ...

class MarketDataSubscription(_message.Message):
    __slots__ = ("subscription_id", "channel", "instrument_id", "depth", "price_grouping", "candle_interval", "update_interval_ms")
    SUBSCRIPTION_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    DEPTH_FIELD_NUMBER: _ClassVar[int]
    PRICE_GROUPING_FIELD_NUMBER: _ClassVar[int]
    CANDLE_INTERVAL_FIELD_NUMBER: _ClassVar[int]
    UPDATE_INTERVAL_MS_FIELD_NUMBER: _ClassVar[int]
    subscription_id: int
    channel: MarketDataChannel
    instrument_id: int
    depth: int
    price_grouping: int
    candle_interval: _market_data_pb2.CandleInterval
    update_interval_ms: int
    def __init__(self, subscription_id: _Optional[int] = ..., channel: _Optional[_Union[MarketDataChannel, str]] = ..., instrument_id: _Optional[int] = ..., depth: _Optional[int] = ..., price_grouping: _Optional[int] = ..., candle_interval: _Optional[_Union[_market_data_pb2.CandleInterval, str]] = ..., update_interval_ms: _Optional[int] = ...) -> None: ...

class StreamMarketDataRequest(_message.Message):
    __slots__ = ("subscriptions",)
    SUBSCRIPTIONS_FIELD_NUMBER: _ClassVar[int]
    subscriptions: _containers.RepeatedCompositeFieldContainer[MarketDataSubscription]
    def __init__(self, subscriptions: _Optional[_Iterable[_Union[MarketDataSubscription, _Mapping]]] = ...) -> None: ...

class StreamMarketDataResponse(_message.Message):
    __slots__ = ("stream_id", "updates")
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    UPDATES_FIELD_NUMBER: _ClassVar[int]
    stream_id: str
    updates: _containers.RepeatedCompositeFieldContainer[MarketDataUpdate]
    def __init__(self, stream_id: _Optional[str] = ..., updates: _Optional[_Iterable[_Union[MarketDataUpdate, _Mapping]]] = ...) -> None: ...

class MarketDataUpdate(_message.Message):
    __slots__ = ("subscription_id", "channel", "instrument_id", "epoch", "previous_sequence", "sequence", "is_snapshot", "best_bid_offer", "order_book", "trades", "candles", "statistics", "instruments", "heartbeat")
    SUBSCRIPTION_ID_FIELD_NUMBER: _ClassVar[int]
    CHANNEL_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    PREVIOUS_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    IS_SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    BEST_BID_OFFER_FIELD_NUMBER: _ClassVar[int]
    ORDER_BOOK_FIELD_NUMBER: _ClassVar[int]
    TRADES_FIELD_NUMBER: _ClassVar[int]
    CANDLES_FIELD_NUMBER: _ClassVar[int]
    STATISTICS_FIELD_NUMBER: _ClassVar[int]
    INSTRUMENTS_FIELD_NUMBER: _ClassVar[int]
    HEARTBEAT_FIELD_NUMBER: _ClassVar[int]
    subscription_id: int
    channel: MarketDataChannel
    instrument_id: int
    epoch: int
    previous_sequence: int
    sequence: int
    is_snapshot: bool
    best_bid_offer: _market_data_pb2.BestBidOffer
    order_book: _market_data_pb2.OrderBookDelta
    trades: TradeList
    candles: CandleList
    statistics: _market_data_pb2.Statistics
    instruments: InstrumentList
    heartbeat: _market_data_pb2.Heartbeat
    def __init__(self, subscription_id: _Optional[int] = ..., channel: _Optional[_Union[MarketDataChannel, str]] = ..., instrument_id: _Optional[int] = ..., epoch: _Optional[int] = ..., previous_sequence: _Optional[int] = ..., sequence: _Optional[int] = ..., is_snapshot: bool = ..., best_bid_offer: _Optional[_Union[_market_data_pb2.BestBidOffer, _Mapping]] = ..., order_book: _Optional[_Union[_market_data_pb2.OrderBookDelta, _Mapping]] = ..., trades: _Optional[_Union[TradeList, _Mapping]] = ..., candles: _Optional[_Union[CandleList, _Mapping]] = ..., statistics: _Optional[_Union[_market_data_pb2.Statistics, _Mapping]] = ..., instruments: _Optional[_Union[InstrumentList, _Mapping]] = ..., heartbeat: _Optional[_Union[_market_data_pb2.Heartbeat, _Mapping]] = ...) -> None: ...

class TradeList(_message.Message):
    __slots__ = ("trades",)
    TRADES_FIELD_NUMBER: _ClassVar[int]
    trades: _containers.RepeatedCompositeFieldContainer[_market_data_pb2.Trade]
    def __init__(self, trades: _Optional[_Iterable[_Union[_market_data_pb2.Trade, _Mapping]]] = ...) -> None: ...

class CandleList(_message.Message):
    __slots__ = ("candles",)
    CANDLES_FIELD_NUMBER: _ClassVar[int]
    candles: _containers.RepeatedCompositeFieldContainer[_market_data_pb2.Candle]
    def __init__(self, candles: _Optional[_Iterable[_Union[_market_data_pb2.Candle, _Mapping]]] = ...) -> None: ...

class InstrumentList(_message.Message):
    __slots__ = ("instruments",)
    INSTRUMENTS_FIELD_NUMBER: _ClassVar[int]
    instruments: _containers.RepeatedCompositeFieldContainer[_instrument_pb2.Instrument]
    def __init__(self, instruments: _Optional[_Iterable[_Union[_instrument_pb2.Instrument, _Mapping]]] = ...) -> None: ...

class UpdateSubscriptionsRequest(_message.Message):
    __slots__ = ("stream_id", "add", "remove")
    STREAM_ID_FIELD_NUMBER: _ClassVar[int]
    ADD_FIELD_NUMBER: _ClassVar[int]
    REMOVE_FIELD_NUMBER: _ClassVar[int]
    stream_id: str
    add: _containers.RepeatedCompositeFieldContainer[MarketDataSubscription]
    remove: _containers.RepeatedScalarFieldContainer[int]
    def __init__(self, stream_id: _Optional[str] = ..., add: _Optional[_Iterable[_Union[MarketDataSubscription, _Mapping]]] = ..., remove: _Optional[_Iterable[int]] = ...) -> None: ...

class UpdateSubscriptionsResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

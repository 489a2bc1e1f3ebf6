from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class TradingStatus(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    TRADING_STATUS_UNSPECIFIED: _ClassVar[TradingStatus]
    TRADING_STATUS_OPEN: _ClassVar[TradingStatus]
TRADING_STATUS_UNSPECIFIED: TradingStatus
TRADING_STATUS_OPEN: TradingStatus

class Instrument(_message.Message):
    __slots__ = ("instrument_id", "symbol", "description", "price_scale", "quantity_scale", "tick_size", "lot_size", "max_price", "max_quantity", "trading_status", "min_price")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRICE_SCALE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_SCALE_FIELD_NUMBER: _ClassVar[int]
    TICK_SIZE_FIELD_NUMBER: _ClassVar[int]
    LOT_SIZE_FIELD_NUMBER: _ClassVar[int]
    MAX_PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    TRADING_STATUS_FIELD_NUMBER: _ClassVar[int]
    MIN_PRICE_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    symbol: str
    description: str
    price_scale: int
    quantity_scale: int
    tick_size: int
    lot_size: int
    max_price: int
    max_quantity: int
    trading_status: TradingStatus
    min_price: int
    def __init__(self, instrument_id: _Optional[int] = ..., symbol: _Optional[str] = ..., description: _Optional[str] = ..., price_scale: _Optional[int] = ..., quantity_scale: _Optional[int] = ..., tick_size: _Optional[int] = ..., lot_size: _Optional[int] = ..., max_price: _Optional[int] = ..., max_quantity: _Optional[int] = ..., trading_status: _Optional[_Union[TradingStatus, str]] = ..., min_price: _Optional[int] = ...) -> None: ...

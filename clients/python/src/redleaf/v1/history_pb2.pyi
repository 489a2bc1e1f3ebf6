from redleaf.v1 import market_data_pb2 as _market_data_pb2
from redleaf.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class SortOrder(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    SORT_ORDER_UNSPECIFIED: _ClassVar[SortOrder]
    SORT_ORDER_OLDEST_FIRST: _ClassVar[SortOrder]
    SORT_ORDER_NEWEST_FIRST: _ClassVar[SortOrder]
SORT_ORDER_UNSPECIFIED: SortOrder
SORT_ORDER_OLDEST_FIRST: SortOrder
SORT_ORDER_NEWEST_FIRST: SortOrder

class OrderFill(_message.Message):
    __slots__ = ("exec_id", "order_id", "side", "is_maker", "trade")
    EXEC_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    IS_MAKER_FIELD_NUMBER: _ClassVar[int]
    TRADE_FIELD_NUMBER: _ClassVar[int]
    exec_id: int
    order_id: int
    side: _order_pb2.Side
    is_maker: bool
    trade: _market_data_pb2.Trade
    def __init__(self, exec_id: _Optional[int] = ..., order_id: _Optional[int] = ..., side: _Optional[_Union[_order_pb2.Side, str]] = ..., is_maker: bool = ..., trade: _Optional[_Union[_market_data_pb2.Trade, _Mapping]] = ...) -> None: ...

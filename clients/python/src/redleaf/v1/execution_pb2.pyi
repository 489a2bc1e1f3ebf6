from redleaf.v1 import order_pb2 as _order_pb2
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ExecType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
    __slots__ = ()
    EXEC_TYPE_UNSPECIFIED: _ClassVar[ExecType]
    EXEC_TYPE_NEW: _ClassVar[ExecType]
    EXEC_TYPE_TRADE: _ClassVar[ExecType]
    EXEC_TYPE_CANCELED: _ClassVar[ExecType]
    EXEC_TYPE_REPLACED: _ClassVar[ExecType]
EXEC_TYPE_UNSPECIFIED: ExecType
EXEC_TYPE_NEW: ExecType
EXEC_TYPE_TRADE: ExecType
EXEC_TYPE_CANCELED: ExecType
EXEC_TYPE_REPLACED: ExecType

class ExecutionReport(_message.Message):
    __slots__ = ("exec_id", "sequence", "exec_type", "order", "trade_id", "last_price", "last_quantity", "is_maker", "cancel_reason")
    EXEC_ID_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EXEC_TYPE_FIELD_NUMBER: _ClassVar[int]
    ORDER_FIELD_NUMBER: _ClassVar[int]
    TRADE_ID_FIELD_NUMBER: _ClassVar[int]
    LAST_PRICE_FIELD_NUMBER: _ClassVar[int]
    LAST_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    IS_MAKER_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    exec_id: int
    sequence: int
    exec_type: ExecType
    order: _order_pb2.Order
    trade_id: int
    last_price: int
    last_quantity: int
    is_maker: bool
    cancel_reason: _order_pb2.CancelReason
    def __init__(self, exec_id: _Optional[int] = ..., sequence: _Optional[int] = ..., exec_type: _Optional[_Union[ExecType, str]] = ..., order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ..., trade_id: _Optional[int] = ..., last_price: _Optional[int] = ..., last_quantity: _Optional[int] = ..., is_maker: bool = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ...) -> None: ...

from redleaf.v1 import execution_pb2 as _execution_pb2
from redleaf.v1 import order_pb2 as _order_pb2
from redleaf.v1 import position_pb2 as _position_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class PlaceOrderRequest(_message.Message):
    __slots__ = ("instrument_id", "side", "order_type", "time_in_force", "price", "quantity", "client_order_id", "post_only", "expire_time_ns")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    ORDER_TYPE_FIELD_NUMBER: _ClassVar[int]
    TIME_IN_FORCE_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    POST_ONLY_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    side: _order_pb2.Side
    order_type: _order_pb2.OrderType
    time_in_force: _order_pb2.TimeInForce
    price: int
    quantity: int
    client_order_id: str
    post_only: bool
    expire_time_ns: int
    def __init__(self, instrument_id: _Optional[int] = ..., side: _Optional[_Union[_order_pb2.Side, str]] = ..., order_type: _Optional[_Union[_order_pb2.OrderType, str]] = ..., time_in_force: _Optional[_Union[_order_pb2.TimeInForce, str]] = ..., price: _Optional[int] = ..., quantity: _Optional[int] = ..., client_order_id: _Optional[str] = ..., post_only: bool = ..., expire_time_ns: _Optional[int] = ...) -> None: ...

class PlaceOrderResponse(_message.Message):
    __slots__ = ("order_id", "client_order_id", "order_status", "leaves_quantity", "cum_quantity", "canceled_quantity", "fills", "transact_time_ns", "sequence", "fill_count", "is_repeat", "cancel_reason", "epoch")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_STATUS_FIELD_NUMBER: _ClassVar[int]
    LEAVES_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CUM_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CANCELED_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    FILLS_FIELD_NUMBER: _ClassVar[int]
    TRANSACT_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    FILL_COUNT_FIELD_NUMBER: _ClassVar[int]
    IS_REPEAT_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    order_id: int
    client_order_id: str
    order_status: _order_pb2.OrderStatus
    leaves_quantity: int
    cum_quantity: int
    canceled_quantity: int
    fills: _containers.RepeatedCompositeFieldContainer[_order_pb2.Fill]
    transact_time_ns: int
    sequence: int
    fill_count: int
    is_repeat: bool
    cancel_reason: _order_pb2.CancelReason
    epoch: int
    def __init__(self, order_id: _Optional[int] = ..., client_order_id: _Optional[str] = ..., order_status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., leaves_quantity: _Optional[int] = ..., cum_quantity: _Optional[int] = ..., canceled_quantity: _Optional[int] = ..., fills: _Optional[_Iterable[_Union[_order_pb2.Fill, _Mapping]]] = ..., transact_time_ns: _Optional[int] = ..., sequence: _Optional[int] = ..., fill_count: _Optional[int] = ..., is_repeat: bool = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., epoch: _Optional[int] = ...) -> None: ...

class AmendOrderRequest(_message.Message):
    __slots__ = ("order", "price", "quantity")
    ORDER_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.OrderReference
    price: int
    quantity: int
    def __init__(self, order: _Optional[_Union[_order_pb2.OrderReference, _Mapping]] = ..., price: _Optional[int] = ..., quantity: _Optional[int] = ...) -> None: ...

class AmendOrderResponse(_message.Message):
    __slots__ = ("order_id", "client_order_id", "order_status", "price", "quantity", "leaves_quantity", "cum_quantity", "priority_kept", "fills", "transact_time_ns", "sequence", "fill_count", "canceled_quantity", "cancel_reason", "epoch")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_STATUS_FIELD_NUMBER: _ClassVar[int]
    PRICE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_FIELD_NUMBER: _ClassVar[int]
    LEAVES_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CUM_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    PRIORITY_KEPT_FIELD_NUMBER: _ClassVar[int]
    FILLS_FIELD_NUMBER: _ClassVar[int]
    TRANSACT_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    FILL_COUNT_FIELD_NUMBER: _ClassVar[int]
    CANCELED_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CANCEL_REASON_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    order_id: int
    client_order_id: str
    order_status: _order_pb2.OrderStatus
    price: int
    quantity: int
    leaves_quantity: int
    cum_quantity: int
    priority_kept: bool
    fills: _containers.RepeatedCompositeFieldContainer[_order_pb2.Fill]
    transact_time_ns: int
    sequence: int
    fill_count: int
    canceled_quantity: int
    cancel_reason: _order_pb2.CancelReason
    epoch: int
    def __init__(self, order_id: _Optional[int] = ..., client_order_id: _Optional[str] = ..., order_status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., price: _Optional[int] = ..., quantity: _Optional[int] = ..., leaves_quantity: _Optional[int] = ..., cum_quantity: _Optional[int] = ..., priority_kept: bool = ..., fills: _Optional[_Iterable[_Union[_order_pb2.Fill, _Mapping]]] = ..., transact_time_ns: _Optional[int] = ..., sequence: _Optional[int] = ..., fill_count: _Optional[int] = ..., canceled_quantity: _Optional[int] = ..., cancel_reason: _Optional[_Union[_order_pb2.CancelReason, str]] = ..., epoch: _Optional[int] = ...) -> None: ...

class CancelOrderRequest(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.OrderReference
    def __init__(self, order: _Optional[_Union[_order_pb2.OrderReference, _Mapping]] = ...) -> None: ...

class CancelOrderResponse(_message.Message):
    __slots__ = ("order_id", "client_order_id", "order_status", "cum_quantity", "canceled_quantity", "transact_time_ns", "sequence", "epoch")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    CLIENT_ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDER_STATUS_FIELD_NUMBER: _ClassVar[int]
    CUM_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    CANCELED_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    TRANSACT_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    order_id: int
    client_order_id: str
    order_status: _order_pb2.OrderStatus
    cum_quantity: int
    canceled_quantity: int
    transact_time_ns: int
    sequence: int
    epoch: int
    def __init__(self, order_id: _Optional[int] = ..., client_order_id: _Optional[str] = ..., order_status: _Optional[_Union[_order_pb2.OrderStatus, str]] = ..., cum_quantity: _Optional[int] = ..., canceled_quantity: _Optional[int] = ..., transact_time_ns: _Optional[int] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class CancelAllOrdersRequest(_message.Message):
    __slots__ = ("instrument_id", "side")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SIDE_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    side: _order_pb2.Side
    def __init__(self, instrument_id: _Optional[int] = ..., side: _Optional[_Union[_order_pb2.Side, str]] = ...) -> None: ...

class CancelAllOrdersResponse(_message.Message):
    __slots__ = ("canceled_order_count", "transact_time_ns", "sequence", "epoch")
    CANCELED_ORDER_COUNT_FIELD_NUMBER: _ClassVar[int]
    TRANSACT_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    canceled_order_count: int
    transact_time_ns: int
    sequence: int
    epoch: int
    def __init__(self, canceled_order_count: _Optional[int] = ..., transact_time_ns: _Optional[int] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class GetOrderRequest(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.OrderReference
    def __init__(self, order: _Optional[_Union[_order_pb2.OrderReference, _Mapping]] = ...) -> None: ...

class GetOrderResponse(_message.Message):
    __slots__ = ("order",)
    ORDER_FIELD_NUMBER: _ClassVar[int]
    order: _order_pb2.Order
    def __init__(self, order: _Optional[_Union[_order_pb2.Order, _Mapping]] = ...) -> None: ...

class ListOpenOrdersRequest(_message.Message):
    __slots__ = ("instrument_id", "page_size", "page_token")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    page_size: int
    page_token: str
    def __init__(self, instrument_id: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListOpenOrdersResponse(_message.Message):
    __slots__ = ("orders", "next_page_token")
    ORDERS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    orders: _containers.RepeatedCompositeFieldContainer[_order_pb2.Order]
    next_page_token: str
    def __init__(self, orders: _Optional[_Iterable[_Union[_order_pb2.Order, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class OrderEntryRequest(_message.Message):
    __slots__ = ("commands",)
    COMMANDS_FIELD_NUMBER: _ClassVar[int]
    commands: _containers.RepeatedCompositeFieldContainer[OrderCommand]
    def __init__(self, commands: _Optional[_Iterable[_Union[OrderCommand, _Mapping]]] = ...) -> None: ...

class OrderCommand(_message.Message):
    __slots__ = ("place", "amend", "cancel", "cancel_all")
    PLACE_FIELD_NUMBER: _ClassVar[int]
    AMEND_FIELD_NUMBER: _ClassVar[int]
    CANCEL_FIELD_NUMBER: _ClassVar[int]
    CANCEL_ALL_FIELD_NUMBER: _ClassVar[int]
    place: PlaceOrderRequest
    amend: AmendOrderRequest
    cancel: CancelOrderRequest
    cancel_all: CancelAllOrdersRequest
    def __init__(self, place: _Optional[_Union[PlaceOrderRequest, _Mapping]] = ..., amend: _Optional[_Union[AmendOrderRequest, _Mapping]] = ..., cancel: _Optional[_Union[CancelOrderRequest, _Mapping]] = ..., cancel_all: _Optional[_Union[CancelAllOrdersRequest, _Mapping]] = ...) -> None: ...

class OrderEntryResponse(_message.Message):
    __slots__ = ("results",)
    RESULTS_FIELD_NUMBER: _ClassVar[int]
    results: _containers.RepeatedCompositeFieldContainer[OrderResult]
    def __init__(self, results: _Optional[_Iterable[_Union[OrderResult, _Mapping]]] = ...) -> None: ...

class OrderResult(_message.Message):
    __slots__ = ("placed", "amended", "canceled", "refused", "all_canceled")
    PLACED_FIELD_NUMBER: _ClassVar[int]
    AMENDED_FIELD_NUMBER: _ClassVar[int]
    CANCELED_FIELD_NUMBER: _ClassVar[int]
    REFUSED_FIELD_NUMBER: _ClassVar[int]
    ALL_CANCELED_FIELD_NUMBER: _ClassVar[int]
    placed: PlaceOrderResponse
    amended: AmendOrderResponse
    canceled: CancelOrderResponse
    refused: CommandRefusal
    all_canceled: CancelAllOrdersResponse
    def __init__(self, placed: _Optional[_Union[PlaceOrderResponse, _Mapping]] = ..., amended: _Optional[_Union[AmendOrderResponse, _Mapping]] = ..., canceled: _Optional[_Union[CancelOrderResponse, _Mapping]] = ..., refused: _Optional[_Union[CommandRefusal, _Mapping]] = ..., all_canceled: _Optional[_Union[CancelAllOrdersResponse, _Mapping]] = ...) -> None: ...

class CommandRefusal(_message.Message):
    __slots__ = ("code", "reason", "message", "field", "metadata")
    class MetadataEntry(_message.Message):
        __slots__ = ("key", "value")
        KEY_FIELD_NUMBER: _ClassVar[int]
        VALUE_FIELD_NUMBER: _ClassVar[int]
        key: str
        value: str
        def __init__(self, key: _Optional[str] = ..., value: _Optional[str] = ...) -> None: ...
    CODE_FIELD_NUMBER: _ClassVar[int]
    REASON_FIELD_NUMBER: _ClassVar[int]
    MESSAGE_FIELD_NUMBER: _ClassVar[int]
    FIELD_FIELD_NUMBER: _ClassVar[int]
    METADATA_FIELD_NUMBER: _ClassVar[int]
    code: int
    reason: str
    message: str
    field: str
    metadata: _containers.ScalarMap[str, str]
    def __init__(self, code: _Optional[int] = ..., reason: _Optional[str] = ..., message: _Optional[str] = ..., field: _Optional[str] = ..., metadata: _Optional[_Mapping[str, str]] = ...) -> None: ...

class StreamExecutionsRequest(_message.Message):
    __slots__ = ("resume_from_sequence", "epoch", "with_positions", "with_queue_positions")
    RESUME_FROM_SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    WITH_POSITIONS_FIELD_NUMBER: _ClassVar[int]
    WITH_QUEUE_POSITIONS_FIELD_NUMBER: _ClassVar[int]
    resume_from_sequence: int
    epoch: int
    with_positions: bool
    with_queue_positions: bool
    def __init__(self, resume_from_sequence: _Optional[int] = ..., epoch: _Optional[int] = ..., with_positions: bool = ..., with_queue_positions: bool = ...) -> None: ...

class StreamExecutionsResponse(_message.Message):
    __slots__ = ("sequence", "executions", "epoch", "positions", "queue_positions")
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EXECUTIONS_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    QUEUE_POSITIONS_FIELD_NUMBER: _ClassVar[int]
    sequence: int
    executions: _containers.RepeatedCompositeFieldContainer[_execution_pb2.ExecutionReport]
    epoch: int
    positions: _containers.RepeatedCompositeFieldContainer[_position_pb2.Position]
    queue_positions: _containers.RepeatedCompositeFieldContainer[QueuePosition]
    def __init__(self, sequence: _Optional[int] = ..., executions: _Optional[_Iterable[_Union[_execution_pb2.ExecutionReport, _Mapping]]] = ..., epoch: _Optional[int] = ..., positions: _Optional[_Iterable[_Union[_position_pb2.Position, _Mapping]]] = ..., queue_positions: _Optional[_Iterable[_Union[QueuePosition, _Mapping]]] = ...) -> None: ...

class QueuePosition(_message.Message):
    __slots__ = ("order_id", "orders_ahead", "quantity_ahead")
    ORDER_ID_FIELD_NUMBER: _ClassVar[int]
    ORDERS_AHEAD_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_AHEAD_FIELD_NUMBER: _ClassVar[int]
    order_id: int
    orders_ahead: int
    quantity_ahead: str
    def __init__(self, order_id: _Optional[int] = ..., orders_ahead: _Optional[int] = ..., quantity_ahead: _Optional[str] = ...) -> None: ...

from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class Position(_message.Message):
    __slots__ = ("instrument_id", "net_quantity", "bought_quantity", "sold_quantity", "bought_notional", "sold_notional", "average_bought_price", "average_sold_price", "party_id", "average_price", "open_notional", "realized_pnl", "unrealized_pnl", "last_price", "sequence")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    NET_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    BOUGHT_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    SOLD_QUANTITY_FIELD_NUMBER: _ClassVar[int]
    BOUGHT_NOTIONAL_FIELD_NUMBER: _ClassVar[int]
    SOLD_NOTIONAL_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_BOUGHT_PRICE_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_SOLD_PRICE_FIELD_NUMBER: _ClassVar[int]
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    AVERAGE_PRICE_FIELD_NUMBER: _ClassVar[int]
    OPEN_NOTIONAL_FIELD_NUMBER: _ClassVar[int]
    REALIZED_PNL_FIELD_NUMBER: _ClassVar[int]
    UNREALIZED_PNL_FIELD_NUMBER: _ClassVar[int]
    LAST_PRICE_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    net_quantity: str
    bought_quantity: str
    sold_quantity: str
    bought_notional: str
    sold_notional: str
    average_bought_price: float
    average_sold_price: float
    party_id: str
    average_price: float
    open_notional: str
    realized_pnl: str
    unrealized_pnl: str
    last_price: int
    sequence: int
    def __init__(self, instrument_id: _Optional[int] = ..., net_quantity: _Optional[str] = ..., bought_quantity: _Optional[str] = ..., sold_quantity: _Optional[str] = ..., bought_notional: _Optional[str] = ..., sold_notional: _Optional[str] = ..., average_bought_price: _Optional[float] = ..., average_sold_price: _Optional[float] = ..., party_id: _Optional[str] = ..., average_price: _Optional[float] = ..., open_notional: _Optional[str] = ..., realized_pnl: _Optional[str] = ..., unrealized_pnl: _Optional[str] = ..., last_price: _Optional[int] = ..., sequence: _Optional[int] = ...) -> None: ...

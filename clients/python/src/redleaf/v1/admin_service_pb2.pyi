from redleaf.v1 import instrument_pb2 as _instrument_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class CreateInstrumentRequest(_message.Message):
    __slots__ = ("instrument_id", "symbol", "description", "price_scale", "quantity_scale", "tick_size", "lot_size", "max_price", "max_quantity", "min_price")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    SYMBOL_FIELD_NUMBER: _ClassVar[int]
    DESCRIPTION_FIELD_NUMBER: _ClassVar[int]
    PRICE_SCALE_FIELD_NUMBER: _ClassVar[int]
    QUANTITY_SCALE_FIELD_NUMBER: _ClassVar[int]
    TICK_SIZE_FIELD_NUMBER: _ClassVar[int]
    LOT_SIZE_FIELD_NUMBER: _ClassVar[int]
    MAX_PRICE_FIELD_NUMBER: _ClassVar[int]
    MAX_QUANTITY_FIELD_NUMBER: _ClassVar[int]
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
    min_price: int
    def __init__(self, instrument_id: _Optional[int] = ..., symbol: _Optional[str] = ..., description: _Optional[str] = ..., price_scale: _Optional[int] = ..., quantity_scale: _Optional[int] = ..., tick_size: _Optional[int] = ..., lot_size: _Optional[int] = ..., max_price: _Optional[int] = ..., max_quantity: _Optional[int] = ..., min_price: _Optional[int] = ...) -> None: ...

class CreateInstrumentResponse(_message.Message):
    __slots__ = ("instrument",)
    INSTRUMENT_FIELD_NUMBER: _ClassVar[int]
    instrument: _instrument_pb2.Instrument
    def __init__(self, instrument: _Optional[_Union[_instrument_pb2.Instrument, _Mapping]] = ...) -> None: ...

class CreatePartyRequest(_message.Message):
    __slots__ = ("party_id", "party_name", "password", "is_admin")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    PARTY_NAME_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    IS_ADMIN_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    party_name: str
    password: str
    is_admin: bool
    def __init__(self, party_id: _Optional[str] = ..., party_name: _Optional[str] = ..., password: _Optional[str] = ..., is_admin: bool = ...) -> None: ...

class CreatePartyResponse(_message.Message):
    __slots__ = ("party_id",)
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    def __init__(self, party_id: _Optional[str] = ...) -> None: ...

class SetPasswordRequest(_message.Message):
    __slots__ = ("party_id", "password")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    password: str
    def __init__(self, party_id: _Optional[str] = ..., password: _Optional[str] = ...) -> None: ...

class SetPasswordResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListPartiesRequest(_message.Message):
    __slots__ = ("page_size", "page_token")
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    page_size: int
    page_token: str
    def __init__(self, page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListPartiesResponse(_message.Message):
    __slots__ = ("parties", "next_page_token")
    PARTIES_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    parties: _containers.RepeatedCompositeFieldContainer[Party]
    next_page_token: str
    def __init__(self, parties: _Optional[_Iterable[_Union[Party, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class Party(_message.Message):
    __slots__ = ("party_id", "party_name", "is_admin", "is_disabled")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    PARTY_NAME_FIELD_NUMBER: _ClassVar[int]
    IS_ADMIN_FIELD_NUMBER: _ClassVar[int]
    IS_DISABLED_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    party_name: str
    is_admin: bool
    is_disabled: bool
    def __init__(self, party_id: _Optional[str] = ..., party_name: _Optional[str] = ..., is_admin: bool = ..., is_disabled: bool = ...) -> None: ...

class DisablePartyRequest(_message.Message):
    __slots__ = ("party_id",)
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    def __init__(self, party_id: _Optional[str] = ...) -> None: ...

class DisablePartyResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class EnablePartyRequest(_message.Message):
    __slots__ = ("party_id",)
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    def __init__(self, party_id: _Optional[str] = ...) -> None: ...

class EnablePartyResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ListSessionsRequest(_message.Message):
    __slots__ = ("party_id", "page_size", "page_token")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    page_size: int
    page_token: str
    def __init__(self, party_id: _Optional[str] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ...) -> None: ...

class ListSessionsResponse(_message.Message):
    __slots__ = ("sessions", "next_page_token")
    SESSIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    sessions: _containers.RepeatedCompositeFieldContainer[LoginSession]
    next_page_token: str
    def __init__(self, sessions: _Optional[_Iterable[_Union[LoginSession, _Mapping]]] = ..., next_page_token: _Optional[str] = ...) -> None: ...

class LoginSession(_message.Message):
    __slots__ = ("session_id", "party_id", "begin_time_ns", "expire_time_ns", "address")
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    BEGIN_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    ADDRESS_FIELD_NUMBER: _ClassVar[int]
    session_id: str
    party_id: str
    begin_time_ns: int
    expire_time_ns: int
    address: str
    def __init__(self, session_id: _Optional[str] = ..., party_id: _Optional[str] = ..., begin_time_ns: _Optional[int] = ..., expire_time_ns: _Optional[int] = ..., address: _Optional[str] = ...) -> None: ...

class EndSessionsRequest(_message.Message):
    __slots__ = ("party_id", "session_id")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    SESSION_ID_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    session_id: str
    def __init__(self, party_id: _Optional[str] = ..., session_id: _Optional[str] = ...) -> None: ...

class EndSessionsResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class AdvanceClockRequest(_message.Message):
    __slots__ = ("time_ns", "duration_ns")
    TIME_NS_FIELD_NUMBER: _ClassVar[int]
    DURATION_NS_FIELD_NUMBER: _ClassVar[int]
    time_ns: int
    duration_ns: int
    def __init__(self, time_ns: _Optional[int] = ..., duration_ns: _Optional[int] = ...) -> None: ...

class AdvanceClockResponse(_message.Message):
    __slots__ = ("time_ns", "sequence")
    TIME_NS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    time_ns: int
    sequence: int
    def __init__(self, time_ns: _Optional[int] = ..., sequence: _Optional[int] = ...) -> None: ...

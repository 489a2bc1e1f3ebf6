from redleaf.v1 import position_pb2 as _position_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from collections.abc import Iterable as _Iterable, Mapping as _Mapping
from typing import ClassVar as _ClassVar, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class ListPositionsRequest(_message.Message):
    __slots__ = ("instrument_id", "page_size", "page_token", "all_parties")
    INSTRUMENT_ID_FIELD_NUMBER: _ClassVar[int]
    PAGE_SIZE_FIELD_NUMBER: _ClassVar[int]
    PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    ALL_PARTIES_FIELD_NUMBER: _ClassVar[int]
    instrument_id: int
    page_size: int
    page_token: str
    all_parties: bool
    def __init__(self, instrument_id: _Optional[int] = ..., page_size: _Optional[int] = ..., page_token: _Optional[str] = ..., all_parties: bool = ...) -> None: ...

class ListPositionsResponse(_message.Message):
    __slots__ = ("positions", "next_page_token", "sequence", "epoch")
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    NEXT_PAGE_TOKEN_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    positions: _containers.RepeatedCompositeFieldContainer[_position_pb2.Position]
    next_page_token: str
    sequence: int
    epoch: int
    def __init__(self, positions: _Optional[_Iterable[_Union[_position_pb2.Position, _Mapping]]] = ..., next_page_token: _Optional[str] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ...) -> None: ...

class StreamPositionsRequest(_message.Message):
    __slots__ = ("all_parties",)
    ALL_PARTIES_FIELD_NUMBER: _ClassVar[int]
    all_parties: bool
    def __init__(self, all_parties: bool = ...) -> None: ...

class StreamPositionsResponse(_message.Message):
    __slots__ = ("positions", "sequence", "epoch", "is_snapshot", "has_more")
    POSITIONS_FIELD_NUMBER: _ClassVar[int]
    SEQUENCE_FIELD_NUMBER: _ClassVar[int]
    EPOCH_FIELD_NUMBER: _ClassVar[int]
    IS_SNAPSHOT_FIELD_NUMBER: _ClassVar[int]
    HAS_MORE_FIELD_NUMBER: _ClassVar[int]
    positions: _containers.RepeatedCompositeFieldContainer[_position_pb2.Position]
    sequence: int
    epoch: int
    is_snapshot: bool
    has_more: bool
    def __init__(self, positions: _Optional[_Iterable[_Union[_position_pb2.Position, _Mapping]]] = ..., sequence: _Optional[int] = ..., epoch: _Optional[int] = ..., is_snapshot: bool = ..., has_more: bool = ...) -> None: ...

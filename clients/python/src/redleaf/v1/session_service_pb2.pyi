from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Optional as _Optional

DESCRIPTOR: _descriptor.FileDescriptor

class LoginRequest(_message.Message):
    __slots__ = ("party_id", "password", "token_minutes")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    PASSWORD_FIELD_NUMBER: _ClassVar[int]
    TOKEN_MINUTES_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    password: str
    token_minutes: int
    def __init__(self, party_id: _Optional[str] = ..., password: _Optional[str] = ..., token_minutes: _Optional[int] = ...) -> None: ...

class LoginResponse(_message.Message):
    __slots__ = ("token", "party_id", "is_admin", "expire_time_ns")
    TOKEN_FIELD_NUMBER: _ClassVar[int]
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    IS_ADMIN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    token: str
    party_id: str
    is_admin: bool
    expire_time_ns: int
    def __init__(self, token: _Optional[str] = ..., party_id: _Optional[str] = ..., is_admin: bool = ..., expire_time_ns: _Optional[int] = ...) -> None: ...

class LogoutRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class LogoutResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class ChangePasswordRequest(_message.Message):
    __slots__ = ("current_password", "new_password")
    CURRENT_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    NEW_PASSWORD_FIELD_NUMBER: _ClassVar[int]
    current_password: str
    new_password: str
    def __init__(self, current_password: _Optional[str] = ..., new_password: _Optional[str] = ...) -> None: ...

class ChangePasswordResponse(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetSessionRequest(_message.Message):
    __slots__ = ()
    def __init__(self) -> None: ...

class GetSessionResponse(_message.Message):
    __slots__ = ("party_id", "is_admin", "expire_time_ns")
    PARTY_ID_FIELD_NUMBER: _ClassVar[int]
    IS_ADMIN_FIELD_NUMBER: _ClassVar[int]
    EXPIRE_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    party_id: str
    is_admin: bool
    expire_time_ns: int
    def __init__(self, party_id: _Optional[str] = ..., is_admin: bool = ..., expire_time_ns: _Optional[int] = ...) -> None: ...

class RenewSessionRequest(_message.Message):
    __slots__ = ("token_minutes",)
    TOKEN_MINUTES_FIELD_NUMBER: _ClassVar[int]
    token_minutes: int
    def __init__(self, token_minutes: _Optional[int] = ...) -> None: ...

class RenewSessionResponse(_message.Message):
    __slots__ = ("expire_time_ns",)
    EXPIRE_TIME_NS_FIELD_NUMBER: _ClassVar[int]
    expire_time_ns: int
    def __init__(self, expire_time_ns: _Optional[int] = ...) -> None: ...

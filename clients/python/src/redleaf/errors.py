"""Every failure of a call is a ``RedleafError``; each reason of the exchange has a class of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeVar

import grpc
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2  # pyright: ignore[reportMissingTypeStubs]

from redleaf.v1 import order_service_pb2

_M = TypeVar("_M", bound=Message)

_DETAILS = "grpc-status-details-bin"


class RedleafError(Exception):
    """A failed call."""

    retry_is_useful: ClassVar[bool] = False
    """Whether the same call may succeed a moment later."""

    def __init__(
        self,
        message: str,
        *,
        code: grpc.StatusCode = grpc.StatusCode.UNKNOWN,
        reason: str = "",
        field: str = "",
        facts: Mapping[str, str] | None = None,
        retry_after: float | None = None,
        method: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        """The gRPC status code."""
        self.reason = reason
        """The name of an ``ErrorReason``, such as ``UNKNOWN_ORDER``; empty if the error is not from the exchange."""
        self.field = field
        """The wrong field, spelled as in the contract; empty if no field is wrong."""
        self.facts = dict(facts or {})
        """Facts for programs, such as the bounds of a field."""
        self.retry_after = retry_after
        """Seconds to wait before a retry; None if the exchange named no time."""
        self.method = method
        """The failed call, such as ``PlaceOrder``; empty if there was no call."""
        self.client_order_id = ""
        """The id of the order, if the command had one."""
        self.outcome_is_unknown = False
        """Whether the request was sent and may have been executed."""

    def __str__(self) -> str:
        place = f" in {self.field}" if self.field else ""
        return f"{self.reason}{place}: {self.message}" if self.reason else self.message


class ConnectionLost(RedleafError):
    """The exchange could not be reached, the connection was lost, or no message arrived in time."""

    retry_is_useful = True


class DeadlineExceeded(RedleafError):
    """No answer within the time limit. The command may have been executed: ``Redleaf.settle`` finds out."""


class StreamClosed(RedleafError):
    """This program closed the stream."""


class ProtocolError(RedleafError):
    """An answer does not match its request."""


class Refused(RedleafError):
    """The exchange refused the call and executed nothing. Each known reason has its own class."""


class InvalidArgument(Refused):
    """The request is wrong; ``field`` names the wrong field."""


class NotFound(Refused):
    """The object does not exist, or no longer exists."""


class AlreadyExists(Refused):
    """The object exists already."""


class Unauthenticated(Refused):
    """The caller is not logged in."""


class PermissionDenied(Refused):
    """The caller may not do this."""


class ResourceExhausted(Refused):
    """A limit is reached; the message names it."""


class OutOfRange(Refused):
    """The stream cannot resume at this sequence."""


class FailedPrecondition(Refused):
    """The exchange is not in a state that allows this."""


class Unavailable(Refused):
    """The exchange cannot do this at the moment, and executed nothing."""

    retry_is_useful = True


class FieldRequired(InvalidArgument):
    """A required field is missing."""


class FieldInvalid(InvalidArgument):
    """A field does not have the documented form, or has an enum value that this exchange does not know."""


class FieldOutOfRange(InvalidArgument):
    """A number is outside its bounds. ``facts``: ``min``, ``max``."""


class PriceOffTick(InvalidArgument):
    """A price is not a multiple of ``tick_size``. ``facts``: ``tick_size``."""


class QuantityOffLot(InvalidArgument):
    """A quantity is not a multiple of ``lot_size``. ``facts``: ``lot_size``."""


class MessageMalformed(InvalidArgument):
    """The message cannot be decoded."""


class MessageTooLarge(ResourceExhausted):
    """The message is larger than the exchange accepts."""


class UnknownInstrument(NotFound):
    """There is no such instrument."""


class UnknownOrder(NotFound):
    """The caller has no such order, or the order is not open."""


class DuplicateClientOrderId(AlreadyExists):
    """The caller has used this ``client_order_id`` for a different order. ``facts``: ``order_id`` of that order."""


class DuplicateInstrument(AlreadyExists):
    """An instrument with this ``instrument_id`` exists."""


class DuplicateSymbol(AlreadyExists):
    """An instrument with this ``symbol`` exists."""


class DuplicateParty(AlreadyExists):
    """A party with this ``party_id`` exists."""


class CredentialsInvalid(Unauthenticated):
    """The party or its password is wrong."""


class TokenMissing(Unauthenticated):
    """The call needs the header ``authorization: Bearer TOKEN``."""


class TokenInvalid(Unauthenticated):
    """The token is unknown or expired, or its session has ended."""


class AdminRequired(PermissionDenied):
    """Only an administrator may make this call."""


class PartiesNotPublic(PermissionDenied):
    """Only administrators may see data of other parties, because PUBLIC_PARTIES is off."""


class PartyDisabled(PermissionDenied):
    """The password is right, but an administrator has disabled the party."""


class TooManyRequests(ResourceExhausted):
    """The caller, or all callers together, have the maximum of unanswered requests or of their bytes."""

    retry_is_useful = True


class TooManyOpenOrders(ResourceExhausted):
    """The caller, or the exchange, has the maximum of open orders."""


class TooManySubscriptions(ResourceExhausted):
    """The caller, or all callers together, have the maximum of open streams."""

    retry_is_useful = True


class TooManyInstruments(ResourceExhausted):
    """The exchange has the maximum of instruments."""


class TooManyParties(ResourceExhausted):
    """The exchange has the maximum of parties."""


class SlowConsumer(ResourceExhausted):
    """The client read a stream too slowly, and the entries that it missed are not stored."""

    retry_is_useful = True


class LoginDelayed(ResourceExhausted):
    """Too many wrong passwords came from this address, or for this party."""

    retry_is_useful = True


class ResumeTooOld(OutOfRange):
    """The entries after this sequence are no longer stored. ``facts``: ``oldest_sequence``, the oldest sequence to resume from."""


class ResumeInFuture(OutOfRange):
    """This sequence does not exist yet. ``facts``: ``sequence``, the last one."""


class JournalUnavailable(Unavailable):
    """The exchange cannot write its journal. The command was not executed."""


class ShuttingDown(Unavailable):
    """The exchange is stopping."""


class PartyStoreUnavailable(Unavailable):
    """Passwords or sessions cannot be written, because MongoDB is down or the disk is full."""


class HistoryUnavailable(Unavailable):
    """Older entries, which are not in memory, cannot be read at the moment."""


class HistoryOff(FailedPrecondition):
    """The exchange keeps no history, because it runs with HISTORY=false."""


class ClockNotManual(FailedPrecondition):
    """The exchange follows the time of the system."""


class EpochMismatch(FailedPrecondition):
    """The exchange was restored or rebuilt, so this sequence is of another epoch. ``facts``: ``epoch``, the current one."""


class UnknownSession(NotFound):
    """The exchange sends no multicast datagrams of this session. ``facts``: ``session``, the current one, or empty."""


class UnknownParty(NotFound):
    """There is no party with this ``party_id``."""


class UnknownStream(NotFound):
    """No market data stream with this ``stream_id`` is open."""


class UnknownLoginSession(NotFound):
    """No login session with this ``session_id`` is open."""


class InternalFault(Refused):
    """A fault in the exchange. Its log has the details."""


class CompressionUnknown(Refused):
    """The request has a compression other than gzip."""


_BY_REASON: dict[str, type[Refused]] = {
    "FIELD_REQUIRED": FieldRequired,
    "FIELD_INVALID": FieldInvalid,
    "FIELD_OUT_OF_RANGE": FieldOutOfRange,
    "PRICE_OFF_TICK": PriceOffTick,
    "QUANTITY_OFF_LOT": QuantityOffLot,
    "MESSAGE_MALFORMED": MessageMalformed,
    "MESSAGE_TOO_LARGE": MessageTooLarge,
    "UNKNOWN_INSTRUMENT": UnknownInstrument,
    "UNKNOWN_ORDER": UnknownOrder,
    "DUPLICATE_CLIENT_ORDER_ID": DuplicateClientOrderId,
    "DUPLICATE_INSTRUMENT": DuplicateInstrument,
    "DUPLICATE_SYMBOL": DuplicateSymbol,
    "DUPLICATE_PARTY": DuplicateParty,
    "CREDENTIALS_INVALID": CredentialsInvalid,
    "TOKEN_MISSING": TokenMissing,
    "TOKEN_INVALID": TokenInvalid,
    "ADMIN_REQUIRED": AdminRequired,
    "TOO_MANY_REQUESTS": TooManyRequests,
    "TOO_MANY_OPEN_ORDERS": TooManyOpenOrders,
    "TOO_MANY_SUBSCRIPTIONS": TooManySubscriptions,
    "TOO_MANY_INSTRUMENTS": TooManyInstruments,
    "TOO_MANY_PARTIES": TooManyParties,
    "SLOW_CONSUMER": SlowConsumer,
    "RESUME_TOO_OLD": ResumeTooOld,
    "RESUME_IN_FUTURE": ResumeInFuture,
    "JOURNAL_UNAVAILABLE": JournalUnavailable,
    "SHUTTING_DOWN": ShuttingDown,
    "INTERNAL": InternalFault,
    "UNKNOWN_SESSION": UnknownSession,
    "UNKNOWN_PARTY": UnknownParty,
    "PARTY_STORE_UNAVAILABLE": PartyStoreUnavailable,
    "HISTORY_OFF": HistoryOff,
    "EPOCH_MISMATCH": EpochMismatch,
    "LOGIN_DELAYED": LoginDelayed,
    "COMPRESSION_UNKNOWN": CompressionUnknown,
    "HISTORY_UNAVAILABLE": HistoryUnavailable,
    "UNKNOWN_STREAM": UnknownStream,
    "PARTIES_NOT_PUBLIC": PartiesNotPublic,
    "PARTY_DISABLED": PartyDisabled,
    "UNKNOWN_LOGIN_SESSION": UnknownLoginSession,
    "CLOCK_NOT_MANUAL": ClockNotManual,
}

# For reasons that this package does not know.
_BY_CODE: dict[grpc.StatusCode, type[Refused]] = {
    grpc.StatusCode.INVALID_ARGUMENT: InvalidArgument,
    grpc.StatusCode.NOT_FOUND: NotFound,
    grpc.StatusCode.ALREADY_EXISTS: AlreadyExists,
    grpc.StatusCode.UNAUTHENTICATED: Unauthenticated,
    grpc.StatusCode.PERMISSION_DENIED: PermissionDenied,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ResourceExhausted,
    grpc.StatusCode.OUT_OF_RANGE: OutOfRange,
    grpc.StatusCode.FAILED_PRECONDITION: FailedPrecondition,
    grpc.StatusCode.UNAVAILABLE: Unavailable,
}

# Codes that the HTTP/2 layer gives for refused, reset and ended connections.
_CONNECTION_CODES = {
    grpc.StatusCode.UNAVAILABLE,
    grpc.StatusCode.ABORTED,
    grpc.StatusCode.CANCELLED,
    grpc.StatusCode.INTERNAL,
    grpc.StatusCode.UNKNOWN,
    grpc.StatusCode.DATA_LOSS,
}

_CODES: dict[int, grpc.StatusCode] = {code.value[0]: code for code in grpc.StatusCode}


def class_of_reason(reason: str) -> type[Refused] | None:
    """None for a reason that this package does not know."""
    return _BY_REASON.get(reason)


def error_of_status(thrown: grpc.aio.AioRpcError, method: str) -> RedleafError:
    """Converts the status of a failed call."""
    code = thrown.code()
    message = thrown.details() or code.name
    details = _details(thrown)
    info = _first(details, error_details_pb2.ErrorInfo)
    if info is None:
        if code is grpc.StatusCode.DEADLINE_EXCEEDED:
            return DeadlineExceeded("no answer within the time limit", code=code, method=method)
        kind = ConnectionLost if code in _CONNECTION_CODES else _BY_CODE.get(code, RedleafError)
        return kind(message, code=code, method=method)
    bad_request = _first(details, error_details_pb2.BadRequest)
    violations = bad_request.field_violations if bad_request is not None else ()
    retry = _first(details, error_details_pb2.RetryInfo)
    return _refusal(
        message,
        code=code,
        reason=info.reason,
        field=violations[0].field if violations else "",
        facts=info.metadata,
        retry_after=None if retry is None else retry.retry_delay.ToTimedelta().total_seconds(),
        method=method,
    )


def error_of_refusal(refusal: order_service_pb2.CommandRefusal, method: str) -> RedleafError:
    """Converts a refused command of an order-entry stream."""
    return _refusal(
        refusal.message,
        code=_CODES.get(refusal.code, grpc.StatusCode.UNKNOWN),
        reason=refusal.reason,
        field=refusal.field,
        facts=refusal.metadata,
        retry_after=None,
        method=method,
    )


def _refusal(
    message: str,
    *,
    code: grpc.StatusCode,
    reason: str,
    field: str,
    facts: Mapping[str, str],
    retry_after: float | None,
    method: str,
) -> RedleafError:
    kind = class_of_reason(reason) or _BY_CODE.get(code, Refused)
    milliseconds = facts.get("retry_after_ms", "")
    if retry_after is None and milliseconds.isdecimal():
        retry_after = int(milliseconds) / 1_000
    return kind(
        message, code=code, reason=reason, field=field, facts=facts, retry_after=retry_after, method=method
    )


def _details(thrown: grpc.aio.AioRpcError) -> status_pb2.Status:
    for key, value in thrown.trailing_metadata() or ():
        if key == _DETAILS and isinstance(value, bytes):
            return status_pb2.Status.FromString(value)
    return status_pb2.Status()


def _first(status: status_pb2.Status, kind: type[_M]) -> _M | None:
    for detail in status.details:
        message = kind()
        if detail.Unpack(message):
            return message
    return None

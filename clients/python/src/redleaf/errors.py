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
    """A call has failed."""

    retry_is_useful: ClassVar[bool] = False
    """The same call may succeed a moment later."""

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
        """The name of an ``ErrorReason``, such as ``UNKNOWN_ORDER``; empty when it does not come from the exchange."""
        self.field = field
        """The wrong field, spelled as in the contract; empty when it is none."""
        self.facts = dict(facts or {})
        """Facts for programs, such as the bounds that were missed."""
        self.retry_after = retry_after
        """After so many seconds a retry is welcome; None when the exchange did not say."""
        self.method = method
        """The call that failed, such as ``PlaceOrder``; empty when it was none."""
        self.client_order_id = ""
        """The order that it was about, when the command named one."""
        self.outcome_is_unknown = False
        """The request was sent, and may have been executed."""

    def __str__(self) -> str:
        place = f" in {self.field}" if self.field else ""
        return f"{self.reason}{place}: {self.message}" if self.reason else self.message


class ConnectionLost(RedleafError):
    """The exchange could not be reached, the connection broke, or nothing came over it for too long."""

    retry_is_useful = True


class DeadlineExceeded(RedleafError):
    """No answer within the time limit. A command may have been executed or not: ``Redleaf.settle`` finds out."""


class StreamClosed(RedleafError):
    """It was closed by this program."""


class ProtocolError(RedleafError):
    """The exchange answered what was not asked."""


class Refused(RedleafError):
    """The exchange refused, and nothing was executed. Those of a known reason are of a class of its name."""


class InvalidArgument(Refused):
    """Something in the request is wrong; ``field`` names it."""


class NotFound(Refused):
    """There is no such thing, or no more."""


class AlreadyExists(Refused):
    """There is one already."""


class Unauthenticated(Refused):
    """Who calls is not known."""


class PermissionDenied(Refused):
    """Who calls may not do that."""


class ResourceExhausted(Refused):
    """A bound is reached; the message says which."""


class OutOfRange(Refused):
    """That place of a stream is not to be had."""


class FailedPrecondition(Refused):
    """Not in the state that the exchange is in."""


class Unavailable(Refused):
    """Not now; it was not executed."""

    retry_is_useful = True


class FieldRequired(InvalidArgument):
    """A field that must be set is not."""


class FieldInvalid(InvalidArgument):
    """A field is not of the form that its documentation asks for."""


class FieldOutOfRange(InvalidArgument):
    """A number is outside its bounds: ``facts`` has ``min`` and ``max``."""


class PriceOffTick(InvalidArgument):
    """A price is not a multiple of ``tick_size``, which is in ``facts``."""


class QuantityOffLot(InvalidArgument):
    """A quantity is not a multiple of ``lot_size``, which is in ``facts``."""


class MessageMalformed(InvalidArgument):
    """The message cannot be read."""


class MessageTooLarge(ResourceExhausted):
    """The message is larger than the exchange takes."""


class UnknownInstrument(NotFound):
    """There is no such instrument."""


class UnknownOrder(NotFound):
    """The caller has no such order, or it is not open any more."""


class DuplicateClientOrderId(AlreadyExists):
    """The name is another order's: its ``order_id`` is in ``facts``."""


class DuplicateInstrument(AlreadyExists):
    """There is an instrument with this number."""


class DuplicateSymbol(AlreadyExists):
    """There is an instrument with this symbol."""


class DuplicateParty(AlreadyExists):
    """There is a party with this ``party_id``."""


class CredentialsInvalid(Unauthenticated):
    """The party or its password is wrong."""


class TokenMissing(Unauthenticated):
    """The call needs a login."""


class TokenInvalid(Unauthenticated):
    """The token has ended, or its session is over."""


class AdminRequired(PermissionDenied):
    """The call is for administrators."""


class PartiesNotPublic(PermissionDenied):
    """What others have is not shown here."""


class PartyDisabled(PermissionDenied):
    """An administrator has disabled the party."""


class TooManyRequests(ResourceExhausted):
    """Too many requests wait for their answers."""

    retry_is_useful = True


class TooManyOpenOrders(ResourceExhausted):
    """The caller, or the exchange, has as many open orders as it may."""


class TooManySubscriptions(ResourceExhausted):
    """The caller, or all together, have as many streams open as they may."""

    retry_is_useful = True


class TooManyInstruments(ResourceExhausted):
    """The exchange has as many instruments as it may."""


class TooManyParties(ResourceExhausted):
    """The exchange has as many parties as it may."""


class SlowConsumer(ResourceExhausted):
    """A stream was read too slowly."""

    retry_is_useful = True


class LoginDelayed(ResourceExhausted):
    """Too many wrong passwords: the next try is welcome after ``retry_after`` seconds."""

    retry_is_useful = True


class ResumeTooOld(OutOfRange):
    """What followed is not kept any more: ``oldest_sequence`` is in ``facts``."""


class ResumeInFuture(OutOfRange):
    """That sequence has not happened yet: the last is in ``facts`` as ``sequence``."""


class JournalUnavailable(Unavailable):
    """The journal cannot be written."""


class ShuttingDown(Unavailable):
    """The exchange is stopping."""


class PartyStoreUnavailable(Unavailable):
    """Passwords or sessions cannot be written."""


class HistoryUnavailable(Unavailable):
    """What is no longer in memory cannot be read at the moment."""


class HistoryOff(FailedPrecondition):
    """The exchange keeps no history."""


class EpochMismatch(FailedPrecondition):
    """The exchange was restored or rebuilt: what you have is of another history. ``epoch`` of now is in ``facts``."""


class UnknownSession(NotFound):
    """No multicast datagrams of this session are sent."""


class UnknownParty(NotFound):
    """There is no party with this ``party_id``."""


class UnknownStream(NotFound):
    """No such stream of market data is open."""


class UnknownLoginSession(NotFound):
    """No such login session is open."""


class InternalFault(Refused):
    """A fault of the exchange; its log has it."""


class CompressionUnknown(Refused):
    """The request was compressed in a way that the exchange does not read."""


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
}

# For reasons that are newer than this package.
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

# What the HTTP/2 layer makes of refused, reset and ended connections.
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
    """None for a reason that is newer than this package."""
    return _BY_REASON.get(reason)


def error_of_status(thrown: grpc.aio.AioRpcError, method: str) -> RedleafError:
    """What a failed call means."""
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
    """What a refused command of an order-entry stream means."""
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

"""A real gRPC server that answers as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TYPE_CHECKING, Any

import grpc
from google.protobuf.duration_pb2 import Duration
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2  # pyright: ignore[reportMissingTypeStubs]

from redleaf import AsyncRedleaf
from redleaf.v1 import market_data_service_pb2, session_service_pb2

if TYPE_CHECKING:
    Context = grpc.aio.ServicerContext[Any, Any]
else:
    # It takes no parameters at run time.
    Context = grpc.aio.ServicerContext
Unary = Callable[[Any, Context], Awaitable[Message]]
Stream = Callable[[Any, Context], AsyncIterator[Message]]


class ScriptedExchange:
    """Lists one instrument, lets everyone log in, and else does what the test says."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Any]] = []
        """The calls that came, by the name of their method, with their requests."""
        self._handlers: dict[str, grpc.RpcMethodHandler[Any, Any]] = {}
        self._server = grpc.aio.server()
        self._server.add_generic_rpc_handlers((_Handlers(self._handlers),))
        self.port = self._server.add_insecure_port("127.0.0.1:0")
        self.unary("Login", session_service_pb2.LoginRequest, _login)
        self.unary("Logout", session_service_pb2.LogoutRequest, _logout)
        self.unary("ListInstruments", market_data_service_pb2.ListInstrumentsRequest, _list_instruments)

    async def __aenter__(self) -> ScriptedExchange:
        await self._server.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._server.stop(0)

    def client(self, **options: Any) -> AsyncRedleaf:
        return AsyncRedleaf(f"http://127.0.0.1:{self.port}", "alice", "correct horse", **options)

    def unary(self, name: str, kind: type[Message], answer: Unary) -> None:
        async def behavior(request: Any, context: Context) -> Message:
            self.asked.append((name, request))
            return await answer(request, context)

        self._handlers[name] = grpc.unary_unary_rpc_method_handler(behavior, kind.FromString, _bytes)

    def stream(self, name: str, kind: type[Message], answer: Stream) -> None:
        async def behavior(request: Any, context: Context) -> AsyncIterator[Message]:
            self.asked.append((name, request))
            async for message in answer(request, context):
                yield message

        self._handlers[name] = grpc.unary_stream_rpc_method_handler(behavior, kind.FromString, _bytes)

    def two_way(self, name: str, kind: type[Message], answer: Stream) -> None:
        async def behavior(requests: Any, context: Context) -> AsyncIterator[Message]:
            async for message in answer(requests, context):
                yield message

        self._handlers[name] = grpc.stream_stream_rpc_method_handler(behavior, kind.FromString, _bytes)

    def requests(self, name: str) -> list[Any]:
        return [request for each, request in self.asked if each == name]


async def refuse(
    context: Context,
    code: grpc.StatusCode,
    reason: str,
    *,
    field: str = "",
    facts: dict[str, str] | None = None,
    retry_seconds: float | None = None,
) -> None:
    """Ends the call with an error of the exchange."""
    status = status_pb2.Status(code=code.value[0], message="refused")
    status.details.add().Pack(
        error_details_pb2.ErrorInfo(reason=reason, domain="redleaf", metadata=facts or {})
    )
    if field:
        violation = error_details_pb2.BadRequest.FieldViolation(field=field)
        status.details.add().Pack(error_details_pb2.BadRequest(field_violations=[violation]))
    if retry_seconds is not None:
        delay = Duration(nanos=round(retry_seconds * 1e9))
        status.details.add().Pack(error_details_pb2.RetryInfo(retry_delay=delay))
    metadata = (("grpc-status-details-bin", status.SerializeToString()),)
    await context.abort(code, "refused", metadata)


async def lose(context: Context) -> None:
    """Ends the call as a lost connection does."""
    await context.abort(grpc.StatusCode.UNAVAILABLE, "Socket closed")


async def never() -> None:
    await asyncio.Event().wait()


class _Handlers(grpc.GenericRpcHandler):
    def __init__(self, handlers: dict[str, grpc.RpcMethodHandler[Any, Any]]) -> None:
        self._handlers = handlers

    def service(
        self, handler_call_details: grpc.HandlerCallDetails
    ) -> grpc.RpcMethodHandler[Any, Any] | None:
        return self._handlers.get(handler_call_details.method.rsplit("/", 1)[-1])


def _bytes(message: Message) -> bytes:
    return message.SerializeToString()


async def _login(request: Any, _: Context) -> Message:
    return session_service_pb2.LoginResponse(token="token-1", party_id=request.party_id, expire_time_ns=2**62)


async def _logout(_request: Any, _: Context) -> Message:
    return session_service_pb2.LogoutResponse()


async def _list_instruments(_request: Any, _: Context) -> Message:
    answer = market_data_service_pb2.ListInstrumentsResponse()
    answer.instruments.add(
        instrument_id=1,
        symbol="ACME",
        price_scale=2,
        tick_size=1,
        lot_size=1,
        max_price=10**8,
        max_quantity=10**6,
    )
    return answer

"""Calls of the exchange: each with its token, its time limit and, where it is safe, its retries."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import grpc
from google.protobuf.message import Message

from redleaf.errors import DeadlineExceeded, RedleafError, TokenInvalid, error_of_status
from redleaf.message_stream import MessageStream
from redleaf.retries import Retries
from redleaf.session import Credentials, Session, SessionCalls
from redleaf.v1 import session_service_pb2

M = TypeVar("M", bound=Message)

# The exchange lets everyone see its market data.
_WITHOUT_TOKEN = ("redleaf.v1.MarketDataService", "redleaf.v1.SessionService.Login")
_REPEATABLE = ("Get", "List", "Replay")


@dataclass(frozen=True)
class _Method:
    """A call of the contract, such as ``PlaceOrder``."""

    name: str
    service: str

    @property
    def full_name(self) -> str:
        return f"{self.service}.{self.name}"

    @property
    def path(self) -> str:
        return f"/{self.service}/{self.name}"


class Connection:
    """One HTTP/2 connection to the exchange, which comes back by itself. Raises ``RedleafError`` and nothing else."""

    def __init__(
        self,
        url: str,
        *,
        credentials: Credentials | None,
        token: str | None,
        token_minutes: int,
        ca_certificates: bytes | None,
        client_certificate: tuple[bytes, bytes] | None,
        timeout: float,
        heartbeat: float,
    ) -> None:
        self.timeout = timeout
        self.heartbeat = heartbeat
        self._channel = _channel(url, ca_certificates, client_certificate, heartbeat)
        self._methods: dict[str, _Method] = {}
        calls = SessionCalls(
            login=lambda request, seconds: self._once(
                request, session_service_pb2.LoginResponse, seconds, None
            ),
            renew=lambda request, used: self._once(
                request, session_service_pb2.RenewSessionResponse, timeout, used
            ),
            logout=lambda request, used, seconds: self._once(
                request, session_service_pb2.LogoutResponse, seconds, used
            ),
        )
        self.session = Session(calls, credentials, token, token_minutes)

    async def call(
        self,
        request: Message,
        answer: type[M],
        *,
        timeout: float | None = None,
        repeatable: bool | None = None,
    ) -> M:
        """Calls the method that takes ``request``, and tries again while that is of use and there is time.

        :param timeout: seconds for all tries together; by default those of the connection.
        :param repeatable: whether executing it twice does no harm, so that it is sent again when the connection broke;
            by default that is so for calls that get and list.
        """
        method = self._method_of(request)
        if repeatable is None:
            repeatable = method.name.startswith(_REPEATABLE)
        retries = Retries(self.timeout if timeout is None else timeout)
        while True:
            try:
                return await self._with_token(request, answer, retries)
            except RedleafError as error:
                await retries.pause_or_raise(error, is_repeatable=repeatable)

    async def open_stream(self, request: Message, answer: type[M]) -> MessageStream[M]:
        """The stream of the method that takes ``request``; silence on it is noticed within two heartbeats."""
        method = self._method_of(request)
        token = await self._token_for(method, self.timeout)
        call: Any = self._channel.unary_stream(
            method.path, type(request).SerializeToString, answer.FromString
        )(request, metadata=_metadata(token))
        return _TokenStream(call, answer, method.name, self.heartbeat, self.session, token)

    async def open_two_way(self, kind: type[Message], answer: type[M]) -> TwoWayStream[M]:
        """The stream of the method that takes a stream of ``kind``. The exchange sends nothing on it by itself, so nobody is
        told of silence."""
        method = self._method_of(kind())
        token = await self._token_for(method, self.timeout)
        call: Any = self._channel.stream_stream(method.path, kind.SerializeToString, answer.FromString)(
            metadata=_metadata(token)
        )
        return TwoWayStream(call, answer, method.name, None, self.session, token)

    async def close(self) -> None:
        await self.session.close()
        await self._channel.close()

    async def _with_token(self, request: Message, answer: type[M], retries: Retries) -> M:
        method = self._method_of(request)
        token = await self._token_for(method, retries.left)
        try:
            return await self._once(request, answer, retries.left, token)
        except TokenInvalid:
            # A call that was turned away at the door was not executed: it may be made again.
            if token is None or not self.session.forget(token):
                raise
        token = await self._token_for(method, retries.left)
        return await self._once(request, answer, retries.left, token)

    async def _token_for(self, method: _Method, timeout: float) -> str | None:
        if method.full_name.startswith(_WITHOUT_TOKEN):
            return None
        return await self.session.token(timeout)

    async def _once(self, request: Message, answer: type[M], timeout: float, token: str | None) -> M:
        method = self._method_of(request)
        if timeout <= 0:
            raise DeadlineExceeded("no answer within the time limit", method=method.name)
        call: Any = self._channel.unary_unary(method.path, type(request).SerializeToString, answer.FromString)
        try:
            return await call(request, timeout=timeout, metadata=_metadata(token))
        except grpc.aio.AioRpcError as thrown:
            raise error_of_status(thrown, method.name) from thrown

    def _method_of(self, request: Message) -> _Method:
        """Each request of the contract belongs to one method."""
        name = request.DESCRIPTOR.full_name
        method = self._methods.get(name)
        if method is None:
            for service in request.DESCRIPTOR.file.services_by_name.values():
                for each in service.methods:
                    if each.input_type.full_name == name:
                        method = self._methods[name] = _Method(each.name, service.full_name)
        if method is None:
            raise TypeError(f"{name} is not the request of a call")
        return method


class _TokenStream(MessageStream[M]):
    """Forgets the token when the exchange does not take it, so that the next stream has another."""

    def __init__(
        self,
        call: Any,
        kind: type[M],
        method: str,
        heartbeat: float | None,
        session: Session,
        token: str | None,
    ) -> None:
        super().__init__(call, kind, method, heartbeat)
        self._session = session
        self._token = token

    async def __anext__(self) -> M:
        try:
            return await super().__anext__()
        except TokenInvalid:
            if self._token is not None:
                self._session.forget(self._token)
            raise


class TwoWayStream(_TokenStream[M]):
    """A stream that takes messages too."""

    async def write(self, message: Message) -> bool:
        """False when the stream has ended; who reads is told why."""
        try:
            await self._call.write(message)
        except (grpc.aio.AioRpcError, asyncio.InvalidStateError):
            return False
        return True

    async def done_writing(self) -> None:
        with contextlib.suppress(grpc.aio.AioRpcError, asyncio.InvalidStateError):
            await self._call.done_writing()


def _channel(
    url: str, ca_certificates: bytes | None, client_certificate: tuple[bytes, bytes] | None, heartbeat: float
) -> grpc.aio.Channel:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.hostname is None:
        raise ValueError(f"not a URL of an exchange, such as http://127.0.0.1:8000: {url!r}")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    target = f"{host}:{parts.port or (443 if parts.scheme == 'https' else 80)}"
    milliseconds = round(heartbeat * 1_000)
    options = [
        # Pings find a connection that died without a word.
        ("grpc.keepalive_time_ms", milliseconds),
        ("grpc.keepalive_timeout_ms", round(milliseconds * 0.9)),
        ("grpc.http2.max_pings_without_data", 0),
        # Tries again as soon as we do; an address that does not answer is given up after a heartbeat.
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.min_reconnect_backoff_ms", max(1_000, milliseconds)),
        ("grpc.max_reconnect_backoff_ms", 1_000),
        # Retries are ours: they know what is safe.
        ("grpc.enable_retries", 0),
        ("grpc.use_local_subchannel_pool", 1),
        ("grpc.max_receive_message_length", -1),
    ]
    if parts.scheme == "http":
        return grpc.aio.insecure_channel(target, options)
    chain, key = client_certificate or (None, None)
    return grpc.aio.secure_channel(target, grpc.ssl_channel_credentials(ca_certificates, key, chain), options)


def _metadata(token: str | None) -> tuple[tuple[str, str], ...]:
    return () if token is None else (("authorization", f"Bearer {token}"),)

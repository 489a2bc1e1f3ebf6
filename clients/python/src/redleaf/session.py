"""The token of the calls: given, or fetched with a password when the first call needs it, and renewed before it ends."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from redleaf.errors import RedleafError
from redleaf.v1 import session_service_pb2 as pb

# Of its life, when this part is over, a token is renewed.
_RENEW_AT = 2 / 3
_LOGOUT_SECONDS = 1.0


@dataclass(frozen=True)
class Credentials:
    party_id: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class SessionCalls:
    """The calls that a session makes; each takes its request, the token and the seconds that it may take."""

    login: Callable[[pb.LoginRequest, float], Awaitable[pb.LoginResponse]]
    renew: Callable[[pb.RenewSessionRequest, str], Awaitable[pb.RenewSessionResponse]]
    logout: Callable[[pb.LogoutRequest, str, float], Awaitable[pb.LogoutResponse]]


class Session:
    def __init__(
        self, calls: SessionCalls, credentials: Credentials | None, token: str | None, token_minutes: int
    ) -> None:
        self._calls = calls
        self._credentials = credentials
        self._token = token
        self._token_minutes = token_minutes
        self._login_lock = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    @property
    def can_login(self) -> bool:
        return self._credentials is not None

    async def token(self, timeout: float) -> str | None:
        """None when there is neither a token nor a password: the exchange then says what it misses."""
        if self._token is None and self._credentials is not None:
            # Calls at the same time share one login.
            async with self._login_lock:
                if self._token is None:
                    await self._login(self._credentials, timeout)
        elif self._token is not None and self._renewal is None:
            # Given, and when it ends is not known: it is renewed at once.
            self._renew_after(0.0, 0)
        return self._token

    def forget(self, token: str) -> bool:
        """The exchange does not take it any more. Tells whether a call made again would have another."""
        if self._token == token and self.can_login:
            self._token = None
        return self.can_login

    async def close(self) -> None:
        """Logs out, when it was this session that logged in: an exchange keeps only so many sessions of a party."""
        if self._renewal is not None:
            self._renewal.cancel()
        token = self._token
        if token is None or not self.can_login:
            return
        self._token = None
        # One that cannot be ended now ends by itself.
        with contextlib.suppress(RedleafError):
            await self._calls.logout(pb.LogoutRequest(), token, _LOGOUT_SECONDS)

    async def _login(self, credentials: Credentials, timeout: float) -> None:
        request = pb.LoginRequest(
            party_id=credentials.party_id, password=credentials.password, token_minutes=self._token_minutes
        )
        response = await self._calls.login(request, timeout)
        self._token = response.token
        self._renew_after(self._life(response.expire_time_ns) * _RENEW_AT, response.expire_time_ns)

    def _renew_after(self, seconds: float, expires: int) -> None:
        if self._renewal is not None and self._renewal is not asyncio.current_task():
            self._renewal.cancel()
        self._renewal = asyncio.create_task(self._keep(seconds, expires))

    async def _keep(self, seconds: float, expires: int) -> None:
        while True:
            await asyncio.sleep(seconds)
            token = self._token
            if token is None:
                return
            try:
                request = pb.RenewSessionRequest(token_minutes=self._token_minutes)
                answer = await self._calls.renew(request, token)
            except RedleafError as error:
                if not error.retry_is_useful:
                    self.forget(token)
                    return
                seconds = 1.0
                continue
            # A session ends some hours after its login, however often it is renewed: then the next call logs in again.
            if answer.expire_time_ns <= expires and self.can_login:
                self.forget(token)
                return
            expires = answer.expire_time_ns
            seconds = max(1.0, self._life(expires) * _RENEW_AT)

    def _life(self, expire_time_ns: int) -> float:
        """In seconds. The clocks may differ: a token is never good for longer than was asked for."""
        asked = self._token_minutes * 60.0
        told = expire_time_ns / 1e9 - time.time()
        return told if 0 < told <= asked else asked

"""Tokens: given, renewed, and fetched again."""

import asyncio
import time
from typing import Any

import grpc
import pytest
from scripted import Context, ScriptedExchange, refuse

from redleaf import AsyncRedleaf, errors
from redleaf.session import Credentials
from redleaf.v1 import order_service_pb2, session_service_pb2


def token_of(context: Context) -> str:
    return str(dict(context.invocation_metadata() or ()).get("authorization", ""))


def list_orders(exchange: ScriptedExchange, tokens: list[str]) -> None:
    async def answer(_request: Any, context: Context) -> order_service_pb2.ListOpenOrdersResponse:
        tokens.append(token_of(context))
        return order_service_pb2.ListOpenOrdersResponse()

    exchange.unary("ListOpenOrders", order_service_pb2.ListOpenOrdersRequest, answer)


async def test_a_token_that_is_given_is_used_and_renewed() -> None:
    async def renew(_request: Any, context: Context) -> session_service_pb2.RenewSessionResponse:
        renewed.append(token_of(context))
        return session_service_pb2.RenewSessionResponse(expire_time_ns=2**62)

    tokens: list[str] = []
    renewed: list[str] = []
    async with ScriptedExchange() as exchange:
        list_orders(exchange, tokens)
        exchange.unary("RenewSession", session_service_pb2.RenewSessionRequest, renew)
        async with AsyncRedleaf(f"http://127.0.0.1:{exchange.port}", token="given") as client:
            await client.open_orders()
            await asyncio.sleep(0.2)
        assert tokens == renewed == ["Bearer given"]
        # It is not this program's to end.
        assert exchange.requests("Login") == exchange.requests("Logout") == []


async def test_a_session_that_cannot_be_renewed_any_further_is_followed_by_another() -> None:
    async def login(_request: Any, _context: Context) -> session_service_pb2.LoginResponse:
        logins.append(time.time())
        return session_service_pb2.LoginResponse(token=f"token-{len(logins)}", expire_time_ns=expire_time_ns)

    async def renew(_request: Any, _context: Context) -> session_service_pb2.RenewSessionResponse:
        return session_service_pb2.RenewSessionResponse(expire_time_ns=expire_time_ns)

    tokens: list[str] = []
    logins: list[float] = []
    expire_time_ns = round((time.time() + 1.5) * 1e9)
    async with ScriptedExchange() as exchange:
        list_orders(exchange, tokens)
        exchange.unary("Login", session_service_pb2.LoginRequest, login)
        exchange.unary("RenewSession", session_service_pb2.RenewSessionRequest, renew)
        async with exchange.client() as client:
            await client.open_orders()
            await asyncio.sleep(1.4)
            await client.open_orders()
        assert tokens == ["Bearer token-1", "Bearer token-2"]
        assert len(exchange.requests("Logout")) == 1


async def test_without_a_password_the_exchange_says_what_is_missing() -> None:
    async def answer(_request: Any, context: Context) -> order_service_pb2.ListOpenOrdersResponse:
        assert token_of(context) == ""
        await refuse(context, grpc.StatusCode.UNAUTHENTICATED, "TOKEN_MISSING")
        return order_service_pb2.ListOpenOrdersResponse()

    async with ScriptedExchange() as exchange:
        exchange.unary("ListOpenOrders", order_service_pb2.ListOpenOrdersRequest, answer)
        async with AsyncRedleaf(f"http://127.0.0.1:{exchange.port}") as client:
            with pytest.raises(errors.TokenMissing):
                await client.open_orders()


async def test_a_wrong_password_is_not_tried_again() -> None:
    async def login(_request: Any, context: Context) -> session_service_pb2.LoginResponse:
        await refuse(context, grpc.StatusCode.UNAUTHENTICATED, "CREDENTIALS_INVALID")
        return session_service_pb2.LoginResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("Login", session_service_pb2.LoginRequest, login)
        with pytest.raises(errors.CredentialsInvalid):
            await client.open_orders()
        assert len(exchange.requests("Login")) == 1


def test_a_password_is_in_no_text() -> None:
    assert "secret" not in repr(Credentials("alice", "secret"))

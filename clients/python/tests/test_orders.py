"""What became of orders whose answers were lost."""

import asyncio
import time
from decimal import Decimal
from typing import Any

import grpc
import pytest
from scripted import Context, ScriptedExchange, lose, never, refuse

from redleaf import OrderStatus, Side, errors
from redleaf.v1 import admin_service_pb2, order_pb2
from redleaf.v1 import order_service_pb2 as pb


def order(**fields: Any) -> order_pb2.Order:
    values: dict[str, Any] = {
        "order_id": 7,
        "instrument_id": 1,
        "side": "SIDE_BUY",
        "order_type": "ORDER_TYPE_LIMIT",
        "time_in_force": "TIME_IN_FORCE_GTC",
        "price": 10_000,
        "quantity": 10,
        "leaves_quantity": 10,
        "order_status": "ORDER_STATUS_NEW",
    }
    return order_pb2.Order(**(values | fields))


def knows(exchange: ScriptedExchange, known: order_pb2.Order) -> None:
    async def answer(_request: Any, _context: Context) -> pb.GetOrderResponse:
        return pb.GetOrderResponse(order=known)

    exchange.unary("GetOrder", pb.GetOrderRequest, answer)


async def test_an_order_is_sent_again_under_its_name_until_it_is_answered() -> None:
    async def place(request: Any, context: Context) -> pb.PlaceOrderResponse:
        if len(exchange.requests("PlaceOrder")) < 3:
            await lose(context)
        return pb.PlaceOrderResponse(order_id=7, client_order_id=request.client_order_id, is_repeat=True)

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("PlaceOrder", pb.PlaceOrderRequest, place)
        placed = await client.place("ACME", Side.BUY, 10, "100.00")
        assert placed.is_repeat
        names = [request.client_order_id for request in exchange.requests("PlaceOrder")]
        assert len(names) == 3
        assert set(names) == {placed.client_order_id}
        assert client.unanswered == []


async def test_an_order_that_is_not_answered_in_time_is_settled_later() -> None:
    async def place(request: Any, _: Context) -> pb.PlaceOrderResponse:
        if len(exchange.requests("PlaceOrder")) == 1:
            await never()
        return pb.PlaceOrderResponse(order_id=7, client_order_id=request.client_order_id, is_repeat=True)

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("PlaceOrder", pb.PlaceOrderRequest, place)
        with pytest.raises(errors.DeadlineExceeded) as raised:
            await client.place("ACME", Side.BUY, 10, timeout=0.5)
        assert raised.value.outcome_is_unknown
        name = raised.value.client_order_id
        assert client.unanswered == [name]
        assert (await client.settle(name)).client_order_id == name
        assert client.unanswered == []


async def test_a_refusal_is_an_error_of_its_own_class_and_leaves_nothing_open() -> None:
    async def place(_request: Any, context: Context) -> pb.PlaceOrderResponse:
        facts = {"tick_size": "5"}
        await refuse(context, grpc.StatusCode.INVALID_ARGUMENT, "PRICE_OFF_TICK", field="price", facts=facts)
        return pb.PlaceOrderResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("PlaceOrder", pb.PlaceOrderRequest, place)
        with pytest.raises(errors.PriceOffTick) as raised:
            await client.place("ACME", Side.BUY, 10, "100.01")
        error = raised.value
        assert (error.reason, error.field, error.facts) == ("PRICE_OFF_TICK", "price", {"tick_size": "5"})
        assert (error.code, error.method) == (grpc.StatusCode.INVALID_ARGUMENT, "PlaceOrder")
        assert not error.outcome_is_unknown
        assert client.unanswered == []


async def test_a_reason_that_is_newer_than_this_package_is_of_the_class_of_its_code() -> None:
    async def place(_request: Any, context: Context) -> pb.PlaceOrderResponse:
        await refuse(context, grpc.StatusCode.NOT_FOUND, "UNKNOWN_MOON")
        return pb.PlaceOrderResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("PlaceOrder", pb.PlaceOrderRequest, place)
        with pytest.raises(errors.NotFound, match="UNKNOWN_MOON"):
            await client.place("ACME", Side.BUY, 10)


async def test_the_exchange_says_when_a_retry_is_welcome() -> None:
    async def place(_request: Any, context: Context) -> pb.PlaceOrderResponse:
        if len(exchange.requests("PlaceOrder")) == 1:
            await refuse(context, grpc.StatusCode.UNAVAILABLE, "JOURNAL_UNAVAILABLE", retry_seconds=0.7)
        await refuse(
            context, grpc.StatusCode.UNAVAILABLE, "JOURNAL_UNAVAILABLE", facts={"retry_after_ms": "60000"}
        )
        return pb.PlaceOrderResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("PlaceOrder", pb.PlaceOrderRequest, place)
        await client.instruments()
        began = time.monotonic()
        # The second wait would be longer than the call may take.
        with pytest.raises(errors.JournalUnavailable) as raised:
            await client.place("ACME", Side.BUY, 10)
        assert 0.7 <= time.monotonic() - began < 5
        assert raised.value.retry_after == 60
        assert len(exchange.requests("PlaceOrder")) == 2


@pytest.mark.parametrize(("price_now", "sent"), [(10_100, 1), (10_000, 2)])
async def test_an_amend_is_looked_up_before_it_is_sent_again(price_now: int, sent: int) -> None:
    async def amend(_request: Any, context: Context) -> pb.AmendOrderResponse:
        if len(exchange.requests("AmendOrder")) == 1:
            await lose(context)
        return pb.AmendOrderResponse(order_id=7, price=10_100, quantity=10)

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("AmendOrder", pb.AmendOrderRequest, amend)
        knows(exchange, order(price=price_now))
        amended = await client.amend(7, price="101.00")
        assert amended.price == Decimal("101.00")
        assert amended.is_repeat == (sent == 1)
        assert len(exchange.requests("AmendOrder")) == sent


@pytest.mark.parametrize(
    ("known", "is_canceled"),
    [
        (order(order_status="ORDER_STATUS_CANCELED", canceled_quantity=10), True),
        (order(order_status="ORDER_STATUS_FILLED", cum_quantity=10), False),
        # It never rested: the market canceled it, not this program.
        (order(order_status="ORDER_STATUS_CANCELED", time_in_force="TIME_IN_FORCE_IOC"), False),
    ],
)
async def test_a_cancel_that_comes_too_late_may_have_been_its_own_first_try(
    known: order_pb2.Order, is_canceled: bool
) -> None:
    async def cancel(_request: Any, context: Context) -> pb.CancelOrderResponse:
        if len(exchange.requests("CancelOrder")) == 1:
            await lose(context)
        await refuse(context, grpc.StatusCode.NOT_FOUND, "UNKNOWN_ORDER", field="order.order_id")
        return pb.CancelOrderResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("CancelOrder", pb.CancelOrderRequest, cancel)
        knows(exchange, known)
        if is_canceled:
            canceled = await client.cancel(7)
            assert canceled.is_repeat
            assert canceled.order_status is OrderStatus.CANCELED
        else:
            with pytest.raises(errors.UnknownOrder):
                await client.cancel(7)


async def test_an_order_that_is_unknown_at_once_is_not_looked_up() -> None:
    async def cancel(_request: Any, context: Context) -> pb.CancelOrderResponse:
        await refuse(context, grpc.StatusCode.NOT_FOUND, "UNKNOWN_ORDER")
        return pb.CancelOrderResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("CancelOrder", pb.CancelOrderRequest, cancel)
        with pytest.raises(errors.UnknownOrder):
            await client.cancel("my-order")
        assert exchange.requests("GetOrder") == []


async def test_a_cancel_of_all_is_sent_again_until_it_is_answered() -> None:
    async def cancel_all(_request: Any, context: Context) -> pb.CancelAllOrdersResponse:
        if len(exchange.requests("CancelAllOrders")) == 1:
            await lose(context)
        return pb.CancelAllOrdersResponse(canceled_order_count=5, sequence=9, epoch=2)

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("CancelAllOrders", pb.CancelAllOrdersRequest, cancel_all)
        canceled = await client.cancel_all("acme", side=Side.SELL)
        assert canceled.canceled_order_count == 5
        assert (canceled.position.epoch, canceled.position.sequence) == (2, 9)
        for request in exchange.requests("CancelAllOrders"):
            assert (request.instrument_id, request.side) == (1, Side.SELL.value)
        await client.cancel_all()
        everything = exchange.requests("CancelAllOrders")[-1]
        assert (everything.instrument_id, everything.side) == (0, 0)


async def test_a_call_that_must_not_happen_twice_is_not_sent_again() -> None:
    async def create(_request: Any, context: Context) -> admin_service_pb2.CreatePartyResponse:
        await lose(context)
        return admin_service_pb2.CreatePartyResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("CreateParty", admin_service_pb2.CreatePartyRequest, create)
        request = admin_service_pb2.CreatePartyRequest(party_id="carol", password="correct horse")
        with pytest.raises(errors.ConnectionLost) as raised:
            await client.call(request, admin_service_pb2.CreatePartyResponse)
        assert raised.value.outcome_is_unknown
        assert len(exchange.requests("CreateParty")) == 1


async def test_calls_at_the_same_time_share_one_login() -> None:
    async def list_orders(_request: Any, _context: Context) -> pb.ListOpenOrdersResponse:
        return pb.ListOpenOrdersResponse()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.unary("ListOpenOrders", pb.ListOpenOrdersRequest, list_orders)
        await asyncio.gather(*(client.open_orders() for _ in range(5)))
        assert len(exchange.requests("Login")) == 1

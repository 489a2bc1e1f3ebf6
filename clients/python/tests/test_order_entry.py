"""Commands over one stream, and what became of them when it was lost."""

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import pytest
from scripted import Context, ScriptedExchange, lose, never
from test_orders import knows, order

from redleaf import Redleaf, Side, errors
from redleaf.v1 import order_service_pb2 as pb


class Entry:
    """An order-entry stream: it answers what it is told to answer, and is lost after so many commands."""

    def __init__(self, lost_after: int | None = None) -> None:
        self.lost_after = lost_after
        self.commands: list[pb.OrderCommand] = []
        self.frames: list[int] = []

    async def __call__(
        self, requests: AsyncIterator[pb.OrderEntryRequest], context: Context
    ) -> AsyncIterator[Any]:
        async for request in requests:
            self.commands.extend(request.commands)
            self.frames.append(len(request.commands))
            if self.lost_after is not None and len(self.commands) >= self.lost_after:
                self.lost_after = None
                await lose(context)
            yield pb.OrderEntryResponse(results=[self.result(command) for command in request.commands])

    def result(self, command: pb.OrderCommand) -> pb.OrderResult:
        if command.HasField("place"):
            return pb.OrderResult(placed=pb.PlaceOrderResponse(order_id=len(self.commands)))
        if command.HasField("amend"):
            return pb.OrderResult(amended=pb.AmendOrderResponse(order_id=7, price=command.amend.price))
        if command.HasField("cancel_all"):
            return pb.OrderResult(all_canceled=pb.CancelAllOrdersResponse(canceled_order_count=3))
        return pb.OrderResult(refused=pb.CommandRefusal(code=5, reason="UNKNOWN_ORDER"))


async def test_commands_of_one_turn_share_a_frame_and_can_name_each_other() -> None:
    entry = Entry()
    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.two_way("OrderEntry", pb.OrderEntryRequest, entry)
        async with client.order_entry() as orders:
            placed = orders.place("ACME", Side.BUY, 10, "100.00")
            amended = orders.amend(placed, price="101.00")
            with pytest.raises(errors.UnknownOrder):
                await orders.cancel(placed)
            assert (await placed).order_id == placed.order_id
            await amended
        assert entry.frames == [3]
        name = entry.commands[0].place.client_order_id
        assert entry.commands[1].amend.order.client_order_id == name
        assert entry.commands[2].cancel.order.client_order_id == name
        with pytest.raises(errors.StreamClosed):
            orders.place("ACME", Side.BUY, 10)


@pytest.mark.parametrize(("price_now", "sent"), [(10_100, 1), (10_000, 2)])
async def test_after_a_loss_an_amend_is_looked_up_before_it_is_sent_again(price_now: int, sent: int) -> None:
    entry = Entry(lost_after=3)
    notices: list[str] = []
    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.two_way("OrderEntry", pb.OrderEntryRequest, entry)
        knows(exchange, order(price=price_now))
        async with client.order_entry(
            on_stale=lambda _: notices.append("stale"), on_reconnected=lambda: notices.append("reconnected")
        ) as orders:
            first = orders.place("ACME", Side.BUY, 10, "99.00")
            amended = orders.amend(7, price="101.00", instrument="ACME")
            second = orders.place("ACME", Side.BUY, 10, "98.00")
            await asyncio.gather(first, second)
            assert (await amended).is_repeat == (sent == 1)
        kinds = [command.WhichOneof("command") for command in entry.commands]
        assert kinds == ["place", "amend", "place", "place", *["amend"] * (sent - 1), "place"]
        again = kinds[3:].index("place") + 3
        assert entry.commands[again] == entry.commands[0]
        assert entry.commands[-1] == entry.commands[2]
        assert notices == ["stale", "reconnected"]


async def test_a_frame_has_one_cancel_of_all_and_it_is_not_sent_again_over_later_orders() -> None:
    entry = Entry()
    lost: list[pb.OrderEntryRequest] = []

    async def lose_two(requests: AsyncIterator[pb.OrderEntryRequest], context: Context) -> AsyncIterator[Any]:
        while len(lost) < 2:
            lost.append(await anext(requests))
            if len(lost) == 2:
                await lose(context)
        async for response in entry(requests, context):
            yield response

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.two_way("OrderEntry", pb.OrderEntryRequest, lose_two)
        async with client.order_entry() as orders:
            first = orders.place("ACME", Side.BUY, 10, "99.00")
            overtaken = orders.cancel_all()
            second = orders.place("ACME", Side.BUY, 10, "98.00")
            last = orders.cancel_all("ACME", side=Side.BUY)
            with pytest.raises(errors.ConnectionLost) as raised:
                await overtaken
            assert raised.value.outcome_is_unknown
            await asyncio.gather(first, second)
            assert (await last).canceled_order_count == 3
    kinds = [[each.WhichOneof("command") for each in request.commands] for request in lost]
    assert kinds == [["place", "cancel_all"], ["place", "cancel_all"]]
    assert [each.WhichOneof("command") for each in entry.commands] == ["place", "place", "cancel_all"]
    of_acme = entry.commands[-1].cancel_all
    assert (of_acme.instrument_id, of_acme.side) == (1, Side.BUY.value)


async def test_an_answer_that_does_not_come_is_given_up_and_its_order_is_kept() -> None:
    async def silent(requests: AsyncIterator[pb.OrderEntryRequest], _: Context) -> AsyncIterator[Any]:
        async for _request in requests:
            await never()
            yield pb.OrderEntryResponse()

    async with ScriptedExchange() as exchange, exchange.client(heartbeat=0.5) as client:
        exchange.two_way("OrderEntry", pb.OrderEntryRequest, silent)
        orders = client.order_entry(timeout=0.6)
        async with orders:
            with pytest.raises(errors.DeadlineExceeded) as raised:
                await orders.place("ACME", Side.BUY, 10)
            assert raised.value.outcome_is_unknown
            assert client.unanswered == [raised.value.client_order_id]


def test_the_plain_calls_do_the_same() -> None:
    entry = Entry()
    urls: list[str] = []
    started, ended = threading.Event(), threading.Event()

    async def serve() -> None:
        async with ScriptedExchange() as exchange:
            exchange.two_way("OrderEntry", pb.OrderEntryRequest, entry)
            urls.append(f"http://127.0.0.1:{exchange.port}")
            started.set()
            await asyncio.to_thread(ended.wait)

    server = threading.Thread(target=lambda: asyncio.run(serve()))
    server.start()
    started.wait()
    try:
        with Redleaf(urls[0], "alice", "correct horse") as exchange, exchange.order_entry() as orders:
            placed = orders.place("ACME", Side.BUY, 10, "100.00")
            assert placed.result().order_id == placed.order_id == 1
            amended = orders.amend(placed, price="101.00")
            assert str(amended.result().price) == "101.00"
            with pytest.raises(errors.UnknownOrder):
                orders.cancel(placed).result()
            assert orders.cancel_all().result().canceled_order_count == 3
            with pytest.raises(errors.UnknownInstrument):
                exchange.instrument("NOTHING")
    finally:
        ended.set()
        server.join()

"""Streams: each item once, silence, and the books."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from instruments import ACME
from scripted import Context, ScriptedExchange, never

from redleaf import StreamPosition, errors
from redleaf.book import BookLevels
from redleaf.update_chain import UpdateChain
from redleaf.v1 import execution_pb2, market_data_pb2, order_pb2
from redleaf.v1 import market_data_service_pb2 as market
from redleaf.v1 import order_service_pb2 as pb


def report(exec_id: int) -> execution_pb2.ExecutionReport:
    order = order_pb2.Order(order_id=1, instrument_id=1)
    return execution_pb2.ExecutionReport(exec_id=exec_id, sequence=exec_id // 2, order=order)


async def test_a_program_can_stop_between_the_two_reports_of_a_trade_with_itself() -> None:
    async def executions(request: Any, _: Context) -> AsyncIterator[Any]:
        yield pb.StreamExecutionsResponse(epoch=7, sequence=request.resume_from_sequence)
        reports = [
            report(exec_id) for exec_id in (62, 70, 71, 80) if exec_id // 2 > request.resume_from_sequence
        ]
        yield pb.StreamExecutionsResponse(epoch=7, sequence=45, executions=reports)
        await never()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.stream("StreamExecutions", pb.StreamExecutionsRequest, executions)
        position = StreamPosition(7, 30)
        seen: list[int] = []
        # One report a run, each from where the run before was.
        for _ in range(4):
            async with client.executions(resume_from=position) as stream:
                seen.append((await anext(stream)).exec_id)
                assert stream.position is not None
                position = stream.position
        assert seen == [62, 70, 71, 80]
        # After the last one of a message, all of it was seen.
        assert (position.epoch, position.sequence) == (7, 45)


async def test_a_stream_that_never_was_open_fails_within_the_time_limit() -> None:
    async with ScriptedExchange() as exchange:
        client = exchange.client(timeout=0.5)
    with pytest.raises(errors.ConnectionLost):
        await anext(client.trades())
    await client.aclose()


async def test_silence_is_noticed_within_two_heartbeats() -> None:
    async def trades(_request: Any, _context: Context) -> AsyncIterator[Any]:
        opened.append(time.monotonic())
        yield market.StreamTradesResponse(epoch=7, sequence=1)
        await never()

    opened: list[float] = []
    lost: list[errors.RedleafError] = []
    async with ScriptedExchange() as exchange, exchange.client(heartbeat=0.5) as client:
        exchange.stream("StreamTrades", market.StreamTradesRequest, trades)
        reconnected = asyncio.Event()
        stream = client.trades(on_stale=lost.append, on_reconnected=reconnected.set)
        reading = asyncio.ensure_future(anext(stream))
        await asyncio.wait_for(reconnected.wait(), 10)
        assert isinstance(lost[0], errors.ConnectionLost)
        # Less a little for the machine.
        assert 0.8 < opened[1] - opened[0] < 2.5
        reading.cancel()
        await stream.aclose()


async def test_closing_ends_whoever_waits_for_a_stream() -> None:
    async def trades(_request: Any, _context: Context) -> AsyncIterator[Any]:
        yield market.StreamTradesResponse(epoch=7, sequence=1)
        await never()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.stream("StreamTrades", market.StreamTradesRequest, trades)
        stream = client.trades()
        await stream.start()
        reading = asyncio.ensure_future(anext(stream, None))
        await asyncio.sleep(0.1)
        await stream.aclose()
        assert await reading is None


async def test_closing_the_client_ends_whoever_waits_for_a_book_or_a_trade() -> None:
    async def silent(_request: Any, _context: Context) -> AsyncIterator[Any]:
        yield market.StreamTradesResponse(epoch=7, sequence=1)
        await never()

    async def no_books(_request: Any, _context: Context) -> AsyncIterator[Any]:
        yield market.StreamMarketDataResponse(stream_id="1")
        await never()

    async with ScriptedExchange() as exchange, exchange.client() as client:
        exchange.stream("StreamTrades", market.StreamTradesRequest, silent)
        exchange.stream("StreamMarketData", market.StreamMarketDataRequest, no_books)
        trades, books = client.trades(), await client.books("ACME")
        waiting: list[asyncio.Future[Any]] = [asyncio.ensure_future(anext(each)) for each in (trades, books)]
        await asyncio.sleep(0.2)
        assert books["ACME"].is_stale
        await client.aclose()
        for each in waiting:
            with pytest.raises(errors.StreamClosed):
                await asyncio.wait_for(each, 5)


def update(
    instrument: int, previous: int, sequence: int, *, snapshot: bool = False
) -> market.MarketDataUpdate:
    return market.MarketDataUpdate(
        instrument_id=instrument,
        previous_sequence=previous,
        sequence=sequence,
        is_snapshot=snapshot,
        order_book=market_data_pb2.OrderBookDelta(),
    )


def heartbeat(sequence: int) -> market.MarketDataUpdate:
    return market.MarketDataUpdate(sequence=sequence, heartbeat=market_data_pb2.Heartbeat())


def test_a_missing_update_is_noticed() -> None:
    chain = UpdateChain()
    assert not chain.accept(update(1, 3, 4))
    assert chain.accept(update(1, 0, 5, snapshot=True))
    assert chain.accept(update(2, 0, 9, snapshot=True))
    assert chain.accept(update(1, 5, 6))
    assert not chain.accept(update(1, 5, 7))
    assert not chain.accept(update(2, 6, 10))
    assert chain.accept(heartbeat(9))
    assert not chain.accept(heartbeat(10))


def test_a_level_may_be_larger_than_64_bits() -> None:
    levels = BookLevels(ACME)
    delta = market_data_pb2.OrderBookDelta()
    delta.bids.add(price=1, quantity=str(2**64 + 1), order_count=3_000)
    levels.change(delta)
    assert [level.quantity for level in levels.bids()] == [Decimal(2**64 + 1)]


def test_a_book_is_what_its_deltas_make_of_it() -> None:
    chance = random.Random(1)
    levels = BookLevels(ACME)
    expected: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for _ in range(300):
        delta = market_data_pb2.OrderBookDelta()
        for side, known in zip((delta.bids, delta.asks), expected, strict=True):
            price, quantity = chance.randint(1, 30), chance.choice([0, 1, 2, 3])
            side.add(price=price, quantity=str(quantity), order_count=1)
            known[price] = quantity
            if quantity == 0:
                del known[price]
        levels.change(delta)
        bids, asks = expected
        assert [(level.price, level.quantity) for level in levels.bids()] == [
            (Decimal(price) / 100, bids[price]) for price in sorted(bids, reverse=True)
        ]
        assert [(level.price, level.quantity) for level in levels.asks()] == [
            (Decimal(price) / 100, asks[price]) for price in sorted(asks)
        ]

"""Trades with itself while the exchange is killed, frozen and started again; then compares all that it was told with what the
exchange knows. Whoever kills reads "stale" and "live" here, and ends it with a line. Prints JSON."""

import asyncio
import json
import os
import sys
from collections import Counter
from decimal import Decimal
from typing import Any

from redleaf import AsyncRedleaf, Book, Execution, PlacedOrder, ResumedStream, Side, StreamPosition
from redleaf.commands import KnownOrder
from redleaf.v1 import market_data_service_pb2 as pb

PRICES = 20


def say(word: str) -> None:
    print(word, flush=True)


async def trade(exchange: AsyncRedleaf, began: asyncio.Event, ended: asyncio.Event) -> list[PlacedOrder]:
    """Orders on both sides of one price, some of them amended and canceled; all answers, each of one command."""
    placed: list[PlacedOrder] = []
    async with exchange.order_entry(max_frames_in_flight=8, max_commands_per_frame=20) as entry:
        turn = 0
        while not ended.is_set():
            pending: list[KnownOrder] = []
            waiting = [
                entry.place(
                    "ACME", Side(1 + number % 2), 1 + number % 3, Decimal(100 + (turn * 7 + number) % PRICES)
                )
                for number in range(40)
            ]
            pending.extend(waiting)
            changes = [entry.amend(order, price=Decimal(99)) for order in pending[::9]]
            changes += [entry.cancel(order) for order in pending[::5]]
            placed.extend(await asyncio.gather(*waiting))
            await asyncio.gather(*changes, return_exceptions=True)
            turn += 1
            began.set()
            await asyncio.sleep(0.01)
    return placed


async def follow(following: ResumedStream[Any, Execution], executions: list[Execution]) -> None:
    async for execution in following:
        # The list is looked at meanwhile.
        executions.append(execution)  # noqa: PERF401


def traded_by(executions: list[Execution]) -> Counter[int]:
    """The sum of each order's trades."""
    traded = Counter[int]()
    for execution in executions:
        traded[execution.order.order_id] += int(execution.last_quantity)
    return traded


async def watch(exchange: AsyncRedleaf, latest: list[Book], notices: Counter[str]) -> None:
    def stale(_: Book) -> None:
        notices.update(["book stale"])
        say("stale")

    def resynced(_: Book) -> None:
        notices.update(["book resynced"])
        say("live")

    books = await exchange.books(
        "ACME",
        depth=1_000,
        on_stale=stale,
        on_resynced=resynced,
        on_reconnected=lambda _: notices.update(["book reconnected"]),
    )
    async for book in books:
        if not latest:
            say("live")
        latest[:] = [book]


async def place_alone(exchange: AsyncRedleaf, ended: asyncio.Event) -> int:
    """By unary calls, too: each is sent until it is answered."""
    count = 0
    while not ended.is_set():
        await exchange.place("ACME", Side.BUY, 1, Decimal(1))
        count += 1
        await asyncio.sleep(0.01)
    return count


async def main() -> None:
    url, party, password = (os.environ[name] for name in ("REDLEAF_URL", "PARTY_ID", "PASSWORD"))
    executions: list[Execution] = []
    latest: list[Book] = []
    notices: Counter[str] = Counter()
    heartbeat = float(os.environ["HEARTBEAT"])
    async with AsyncRedleaf(url, party, password, timeout=60, heartbeat=heartbeat) as exchange:
        began, ended = asyncio.Event(), asyncio.Event()
        following = exchange.executions(
            resume_from=StreamPosition(0, 0),
            on_stale=lambda _: notices.update(["executions stale"]),
            on_reconnected=lambda: notices.update(["executions reconnected"]),
        )
        await following.start()
        traders = asyncio.gather(trade(exchange, began, ended), place_alone(exchange, ended))
        await began.wait()
        followers = [
            asyncio.create_task(follow(following, executions)),
            asyncio.create_task(watch(exchange, latest, notices)),
        ]
        await asyncio.to_thread(sys.stdin.readline)
        ended.set()
        placed, alone = await traders
        ids_placed = {order.order_id for order in placed}
        request = pb.GetOrderBookRequest(instrument_id=1, depth=5_000)
        truth = (await exchange.call(request, pb.GetOrderBookResponse)).order_book
        # The followers are a moment behind, and so is the history.
        orders = {order.order_id: order for order in await exchange.order_history(limit=1_000_000)}
        for _ in range(100):
            traded = traded_by(executions)
            is_complete = len(orders) >= len(ids_placed) + alone and all(
                traded[each] == order.cum_quantity for each, order in orders.items()
            )
            if is_complete and latest[0].sequence >= truth.sequence:
                break
            await asyncio.sleep(0.1)
            orders = {order.order_id: order for order in await exchange.order_history(limit=1_000_000)}
        for follower in followers:
            follower.cancel()
        traded = traded_by(executions)
        ids = [execution.exec_id for execution in executions]
        book = latest[0]
        result = {
            "answers": len(placed) + alone,
            "distinct": len(ids_placed) + alone,
            "orders": len(orders),
            "reports_ascend": ids == sorted(set(ids)),
            "new_reports": sum(execution.exec_type.name == "NEW" for execution in executions),
            "trades_differ": [each for each, order in orders.items() if traded[each] != order.cum_quantity],
            "book_is_right": not book.is_stale
            and [int(level.price * 100) for level in book.bids] == [level.price for level in truth.bids]
            and [int(level.quantity) for level in book.bids] == [int(level.quantity) for level in truth.bids]
            and [int(level.quantity) for level in book.asks] == [int(level.quantity) for level in truth.asks],
            "notices": dict(notices),
        }
        print(json.dumps(result))


asyncio.run(main())

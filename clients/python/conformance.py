"""Does a task of clients/conformance with the SDK, and prints what it came to: python conformance.py CASE URL"""

import asyncio
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from redleaf import (
    AsyncRedleaf,
    Book,
    CanceledOrder,
    ExecType,
    Execution,
    Level,
    PlacedOrder,
    RedleafError,
    Side,
    StreamPosition,
)

_CASES = Path(__file__).parent.parent / "conformance/cases.json"


async def _books(exchange: AsyncRedleaf, task: dict[str, Any]) -> dict[str, Any]:
    until: dict[str, str] = task["until"]
    notices: dict[str, list[str]] = {symbol: [] for symbol in until}
    latest: dict[str, Book] = {}
    live = await exchange.books(
        *until,
        on_stale=lambda book: notices[book.instrument.symbol].append("stale"),
        on_reconnected=lambda book: notices[book.instrument.symbol].append("reconnected"),
        on_resynced=lambda book: notices[book.instrument.symbol].append("resynced"),
    )
    async with live:
        async for book in live:
            latest[book.instrument.symbol] = book
            is_right = {
                symbol: symbol in latest
                and not latest[symbol].is_stale
                and latest[symbol].sequence == int(sequence)
                for symbol, sequence in until.items()
            }
            if all(is_right.values()):
                break
    return {
        "books": [
            {
                "symbol": symbol,
                "epoch": str(latest[symbol].epoch),
                "sequence": str(latest[symbol].sequence),
                "bids": [_level(level) for level in latest[symbol].bids],
                "asks": [_level(level) for level in latest[symbol].asks],
                "notices": notices[symbol],
            }
            for symbol in until
        ]
    }


async def _executions(exchange: AsyncRedleaf, task: dict[str, Any]) -> dict[str, Any]:
    position = StreamPosition(int(task["from"]["epoch"]), int(task["from"]["sequence"]))
    notices: list[str] = []
    reports: list[dict[str, Any]] = []
    error: dict[str, Any] | None = None
    following = exchange.executions(
        resume_from=position,
        on_stale=lambda _: notices.append("stale"),
        on_reconnected=lambda: notices.append("reconnected"),
    )
    try:
        async with following:
            async for execution in following:
                reports.append(_execution(execution))
                if len(reports) == task["count"]:
                    break
    except RedleafError as ended:
        error = _refusal(ended)
    return {"executions": reports, "notices": notices, "error": error}


async def _session(exchange: AsyncRedleaf, task: dict[str, Any]) -> dict[str, Any]:
    listed: list[list[str]] = []
    for pause_ms in task["pauses_ms"]:
        await asyncio.sleep(pause_ms / 1_000)
        listed.append([str(order.order_id) for order in await exchange.open_orders()])
    return {"orders": listed}


async def _place(exchange: AsyncRedleaf, task: dict[str, Any]) -> dict[str, Any]:
    order = task["order"]
    try:
        placed = await exchange.place(
            order["symbol"], Side[order["side"]], Decimal(order["quantity"]), Decimal(order["price"])
        )
    except RedleafError as error:
        return {"answers": [_refusal(error)]}
    return {"answers": [_answer(placed)]}


async def _order_entry(exchange: AsyncRedleaf, task: dict[str, Any]) -> dict[str, Any]:
    answers: list[dict[str, Any]] = []
    async with exchange.order_entry() as entry:
        placed: list[Any] = []
        for group in task["groups"]:
            pending: list[Any] = []
            for command in group:
                if "cancel" in command:
                    pending.append(entry.cancel(placed[command["cancel"]]))
                    continue
                order = command["place"]
                price = Decimal(order["price"])
                side = Side[order["side"]]
                placed.append(entry.place(order["symbol"], side, Decimal(order["quantity"]), price))
                pending.append(placed[-1])
            for each in pending:
                try:
                    answers.append(_answer(await each))
                except RedleafError as error:
                    answers.append(_refusal(error))
    return {"answers": answers}


def _answer(answer: PlacedOrder | CanceledOrder) -> dict[str, Any]:
    told = {
        "order_id": str(answer.order_id),
        "order_status": answer.order_status.name,
        "cum_quantity": f"{answer.cum_quantity:f}",
        "canceled_quantity": f"{answer.canceled_quantity:f}",
    }
    if isinstance(answer, CanceledOrder):
        return told
    return {
        "order_id": told["order_id"],
        "order_status": told["order_status"],
        "leaves_quantity": f"{answer.leaves_quantity:f}",
        "cum_quantity": told["cum_quantity"],
        "canceled_quantity": told["canceled_quantity"],
        "is_repeat": answer.is_repeat,
    }


def _refusal(error: RedleafError) -> dict[str, Any]:
    return {"reason": error.reason, "field": error.field or None, "metadata": error.facts}


def _execution(execution: Execution) -> dict[str, Any]:
    order = execution.order
    is_trade = execution.exec_type is ExecType.TRADE
    return {
        "exec_id": str(execution.exec_id),
        "sequence": str(execution.sequence),
        "exec_type": execution.exec_type.name,
        "order_id": str(order.order_id),
        "client_order_id": order.client_order_id,
        "symbol": order.instrument.symbol,
        "side": order.side.name,
        "price": f"{order.price:f}",
        "quantity": f"{order.quantity:f}",
        "cum_quantity": f"{order.cum_quantity:f}",
        "leaves_quantity": f"{order.leaves_quantity:f}",
        "last_price": f"{execution.last_price:f}" if is_trade else None,
        "last_quantity": f"{execution.last_quantity:f}" if is_trade else None,
    }


def _level(level: Level) -> list[str | int]:
    return [f"{level.price:f}", f"{level.quantity:f}", level.order_count]


_TASKS = {
    "books": _books,
    "executions": _executions,
    "session": _session,
    "place": _place,
    "order-entry": _order_entry,
}


async def _main(case: str, url: str) -> None:
    task: dict[str, Any] = json.loads(_CASES.read_text())[case]
    heartbeat = task.get("heartbeat_ms", 5_000) / 1_000
    async with AsyncRedleaf(url, "alice", "correct horse", heartbeat=heartbeat) as exchange:
        outcome = await _TASKS[task["task"]](exchange, task)
        print(json.dumps(outcome, separators=(",", ":")))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))

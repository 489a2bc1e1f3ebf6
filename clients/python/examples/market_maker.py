"""Quotes both sides of one instrument: PARTY_ID=alice PASSWORD=alice-demo python market_maker.py ACME

It means to earn the spread and not to bet on the price:

- It quotes around the middle of what the others quote, and never inside half of the spread that it wants.
- The more it holds, the lower both quotes (and higher, the more it owes), so that the next trade rather brings it back to nothing. At
  the limit it quotes one side only.
- When the book is stale, nobody knows the price: everything is canceled until it is right again.
- Its own orders are not part of the price that it quotes around.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from uuid import uuid4

from redleaf import (
    AsyncRedleaf,
    Book,
    ExecType,
    Execution,
    Level,
    OrderEntry,
    PendingOrder,
    RedleafError,
    Side,
    errors,
)

PREFIX = "mm-"


@dataclass(frozen=True)
class Settings:
    size: Decimal
    """Of each quote."""
    most: Decimal
    """It never holds or owes more than this."""
    half_spread: Decimal = Decimal("0.0003")
    """Of the price: what each trade is to earn."""
    skew: Decimal = Decimal("0.001")
    """Of the price: how far the quotes are moved when it holds the most."""


@dataclass(frozen=True)
class Quote:
    price: Decimal
    order: PendingOrder


def wanted_prices(
    book: Book, own: Mapping[Side, Decimal], held: Decimal, settings: Settings
) -> dict[Side, Decimal]:
    """Prices to quote now; a side that is not to be quoted is not there. ``own`` are the prices that it quotes by now."""
    bid = best_of_others(book.bids, own.get(Side.BUY))
    ask = best_of_others(book.asks, own.get(Side.SELL))
    if book.is_stale or bid is None or ask is None:
        return {}
    middle = (bid + ask) / 2
    center = middle * (1 - settings.skew * held / settings.most)
    half = middle * settings.half_spread
    tick = book.instrument.tick_size
    prices: dict[Side, Decimal] = {}
    # Never across the others: a quote waits.
    if held + settings.size <= settings.most:
        prices[Side.BUY] = min(on_tick(center - half, tick, ROUND_FLOOR), ask - tick)
    if held - settings.size >= -settings.most:
        prices[Side.SELL] = max(on_tick(center + half, tick, ROUND_CEILING), bid + tick)
    return {side: price for side, price in prices.items() if 0 < price <= book.instrument.max_price}


def best_of_others(levels: tuple[Level, ...], own: Decimal | None) -> Decimal | None:
    others = (level.price for level in levels if level.price != own or level.order_count > 1)
    return next(others, None)


def on_tick(price: Decimal, tick: Decimal, rounding: str) -> Decimal:
    return (price / tick).to_integral_value(rounding) * tick


class MarketMaker:
    def __init__(self, entry: OrderEntry, symbol: str, settings: Settings) -> None:
        self._entry = entry
        self._symbol = symbol
        self._settings = settings
        self._quotes: dict[Side, Quote] = {}
        # The last event that a command of ours caused, and its epoch.
        self._answered = (0, 0)
        self.held = Decimal(0)
        self.held_sequence = 0

    async def requote(self, book: Book) -> None:
        """Brings the quotes to where they should be. One that cannot be changed stays for the next turn, or is gone already."""
        epoch, sequence = self._answered
        if book.epoch == epoch and book.sequence < sequence and not book.is_stale:
            # Our own last change is not in it yet: it would be taken for somebody else's.
            return
        own = {side: quote.price for side, quote in self._quotes.items()}
        wanted = wanted_prices(book, own, self.held, self._settings)
        changes = [self._change(side, wanted.get(side)) for side in (Side.BUY, Side.SELL)]
        await asyncio.gather(*changes)

    async def cancel_all(self) -> None:
        await asyncio.gather(*(self._change(side, None) for side in (Side.BUY, Side.SELL)))

    def happened(self, execution: Execution) -> None:
        order = execution.order
        if order.instrument.symbol != self._symbol:
            return
        # What came before the position was read is in it.
        if execution.exec_type is ExecType.TRADE and execution.sequence > self.held_sequence:
            sign = 1 if order.side is Side.BUY else -1
            self.held += sign * execution.last_quantity
            print(
                f"{order.side.name} {execution.last_quantity} at {execution.last_price}, holds {self.held}",
                flush=True,
            )
        quote = self._quotes.get(order.side)
        if (
            quote is not None
            and quote.order.client_order_id == order.client_order_id
            and not order.order_status.is_open
        ):
            del self._quotes[order.side]

    async def _change(self, side: Side, price: Decimal | None) -> None:
        quote = self._quotes.get(side)
        try:
            if quote is None:
                if price is not None:
                    await self._place(side, price)
            elif price is None:
                canceled = await self._entry.cancel(quote.order)
                self._was_answered(canceled.epoch, canceled.sequence)
                self._forget(side, quote)
            elif price != quote.price:
                self._quotes[side] = Quote(price, quote.order)
                amended = await self._entry.amend(quote.order, price=price)
                self._was_answered(amended.epoch, amended.sequence)
        except errors.UnknownOrder:
            # It has traded.
            if quote is not None:
                self._forget(side, quote)
        except errors.DeadlineExceeded:
            # It may be open still: it is changed again in the next turn.
            pass
        except RedleafError as error:
            print(f"{side.name} at {price}: {error}", file=sys.stderr)

    async def _place(self, side: Side, price: Decimal) -> None:
        name = f"{PREFIX}{uuid4().hex}"
        order = self._entry.place(self._symbol, side, self._settings.size, price, client_order_id=name)
        self._quotes[side] = Quote(price, order)
        try:
            placed = await order
        except errors.DeadlineExceeded:
            raise
        except RedleafError:
            self._quotes.pop(side, None)
            raise
        self._was_answered(placed.epoch, placed.sequence)
        if not placed.order_status.is_open:
            self._forget(side, Quote(price, order))

    def _was_answered(self, epoch: int, sequence: int) -> None:
        if sequence > 0:
            self._answered = max(self._answered, (epoch, sequence))

    def _forget(self, side: Side, quote: Quote) -> None:
        known = self._quotes.get(side)
        if known is not None and known.order is quote.order:
            del self._quotes[side]


async def main(symbol: str) -> None:
    url = os.environ.get("REDLEAF_URL", "http://127.0.0.1:8000")
    async with AsyncRedleaf(url, os.environ["PARTY_ID"], os.environ["PASSWORD"]) as exchange:
        # What an earlier run has left.
        for order in await exchange.open_orders(symbol):
            if order.client_order_id.startswith(PREFIX):
                await exchange.cancel(order)
        async with exchange.order_entry() as entry, exchange.executions() as executions:
            lot = (await exchange.instrument(symbol)).lot_size
            maker = MarketMaker(entry, symbol, Settings(size=50 * lot, most=300 * lot))
            for position in await exchange.positions():
                if position.instrument.symbol == symbol:
                    maker.held, maker.held_sequence = position.net_quantity, position.sequence

            async def follow_executions() -> None:
                async for execution in executions:
                    maker.happened(execution)

            following = asyncio.create_task(follow_executions())
            try:
                async with await exchange.books(symbol, update_interval_ms=10) as books:
                    async for book in books:
                        # It raises when the executions have ended: nobody quotes without knowing what was traded.
                        if following.done():
                            await following
                        await maker.requote(book)
            finally:
                following.cancel()
                await maker.cancel_all()


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
    except RedleafError as error:
        sys.exit(str(error))

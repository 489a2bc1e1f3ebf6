"""Prints the best prices of some instruments as they change: python watch_book.py ACME PENNY"""

import asyncio
import os
import sys

from redleaf import AsyncRedleaf, Book, Level, RedleafError


def level(side: Level | None) -> str:
    return "-" if side is None else f"{side.quantity} @ {side.price}"


def line(book: Book) -> str:
    state = "STALE" if book.is_stale else ""
    return f"{book.instrument.symbol:8} {level(book.best_bid):>20} | {level(book.best_ask):<20} {state}"


async def main(*symbols: str) -> None:
    url = os.environ.get("REDLEAF_URL", "http://127.0.0.1:8000")
    async with AsyncRedleaf(url) as exchange, await exchange.books(*symbols or ("ACME",), depth=1) as books:
        async for book in books:
            print(line(book), flush=True)


if __name__ == "__main__":
    try:
        asyncio.run(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        pass
    except RedleafError as error:
        sys.exit(str(error))

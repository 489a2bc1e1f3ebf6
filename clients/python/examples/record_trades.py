"""Appends every trade to a CSV file, each once, also over restarts of this program: python record_trades.py trades.csv"""

import csv
import os
import sys
from collections import deque
from pathlib import Path

from redleaf import Redleaf, RedleafError, StreamPosition, Trade

COLUMNS = ["epoch", "trade_id", "sequence", "transact_time_ns", "symbol", "side", "price", "quantity"]


def last_position(file: Path) -> StreamPosition:
    """Where the file ends; with an empty one, the first trade that the exchange has in memory comes first."""
    if not file.exists():
        return StreamPosition(0, 0)
    with file.open(newline="") as lines:
        last = next(iter(deque(csv.DictReader(lines), maxlen=1)), None)
    if last is None:
        return StreamPosition(0, 0)
    return StreamPosition(int(last["epoch"]), int(last["sequence"]))


def row(trade: Trade, epoch: int) -> list[object]:
    side, symbol = trade.aggressor_side.name, trade.instrument.symbol
    return [
        epoch,
        trade.trade_id,
        trade.sequence,
        trade.transact_time_ns,
        symbol,
        side,
        trade.price,
        trade.quantity,
    ]


def record(file: Path) -> None:
    position = last_position(file)
    is_new = not file.exists()
    url = os.environ.get("REDLEAF_URL", "http://127.0.0.1:8000")
    with Redleaf(url) as exchange, file.open("a", newline="") as out:
        rows = csv.writer(out)
        if is_new:
            rows.writerow(COLUMNS)
        with exchange.trades(resume_from=position) as trades:
            for trade in trades:
                epoch = trades.position.epoch if trades.position is not None else 0
                rows.writerow(row(trade, epoch))
                out.flush()


if __name__ == "__main__":
    try:
        record(Path(sys.argv[1]))
    except KeyboardInterrupt:
        pass
    except RedleafError as error:
        sys.exit(str(error))

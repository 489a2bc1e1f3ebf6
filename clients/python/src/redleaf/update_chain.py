"""The updates of one subscription, each checked against the one before."""

from __future__ import annotations

from redleaf.v1 import market_data_service_pb2 as pb


class UpdateChain:
    def __init__(self) -> None:
        self._last: dict[int, int] = {}
        self._newest = 0

    def accept(self, update: pb.MarketDataUpdate) -> bool:
        """Whether nothing is missing before this one."""
        if update.WhichOneof("update") == "heartbeat":
            return update.sequence == self._newest
        instrument = update.instrument_id
        if not update.is_snapshot and self._last.get(instrument) != update.previous_sequence:
            return False
        self._last[instrument] = update.sequence
        self._newest = max(self._newest, update.sequence)
        return True

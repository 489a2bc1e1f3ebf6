"""Instruments by symbol and by number, asked for once."""

from __future__ import annotations

import asyncio

import grpc

from redleaf.connection import Connection
from redleaf.errors import UnknownInstrument
from redleaf.from_wire import instrument_from
from redleaf.models import Instrument
from redleaf.pages import pages
from redleaf.v1 import market_data_service_pb2 as pb


class Instruments:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._by_id: dict[int, Instrument] = {}
        self._by_symbol: dict[str, Instrument] = {}
        self._lock = asyncio.Lock()

    async def find(self, which: Instrument | str | int) -> Instrument:
        """By symbol or number. One that is not known yet may have been listed since: it is looked for again."""
        try:
            return self.known(which)
        except UnknownInstrument:
            await self.all()
            return self.known(which)

    def known(self, which: Instrument | str | int) -> Instrument:
        """The same of those that were listed last."""
        if isinstance(which, Instrument):
            return which
        by_symbol = self._by_symbol
        known = (
            self._by_id.get(which)
            if isinstance(which, int)
            else by_symbol.get(which) or by_symbol.get(which.upper())
        )
        if known is None:
            code = grpc.StatusCode.NOT_FOUND
            raise UnknownInstrument(f"no instrument {which!r}", code=code, reason="UNKNOWN_INSTRUMENT")
        return known

    async def listed(self) -> None:
        """Lists them once, so that what comes by a stream need not wait for them."""
        if not self._by_id:
            await self.all()

    async def all(self) -> list[Instrument]:
        """In order of ``instrument_id``, as they are now."""
        async with self._lock:
            await self._list()
        return [self._by_id[each] for each in sorted(self._by_id)]

    async def _list(self) -> None:
        request = pb.ListInstrumentsRequest()
        async for page in pages(self._connection, request, pb.ListInstrumentsResponse):
            for wire in page.instruments:
                instrument = instrument_from(wire)
                self._by_id[instrument.instrument_id] = instrument
                self._by_symbol[instrument.symbol] = instrument

"""One stream of the exchange, from its opening to its end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any, Generic, TypeVar

import grpc
from google.protobuf.message import Message

from redleaf.errors import ConnectionLost, RedleafError, StreamClosed, error_of_status

M = TypeVar("M", bound=Message)

_TICKS_PER_HEARTBEAT = 10
# The last one may have begun just before the exchange froze: so it is noticed within two heartbeats.
_SILENT_TICKS = 18


class MessageStream(Generic[M], AsyncIterator[M]):
    """Its messages. Raises ``RedleafError`` and nothing else, also when nothing has come for almost two heartbeats.

    Silence is counted in ticks of the event loop while a message is waited for: a program that was busy with itself does not
    take the exchange for dead.
    """

    def __init__(self, call: Any, kind: type[M], method: str, heartbeat: float | None) -> None:
        self._call = call
        self._kind = kind
        self._method = method
        self._ended_with: RedleafError | None = None
        self._silent_ticks = 0
        self._is_reading = False
        self._is_over = False
        self._watchdog = None if heartbeat is None else asyncio.create_task(self._watch(heartbeat))

    async def __anext__(self) -> M:
        if self._is_over:
            raise self._ended_with or StopAsyncIteration
        self._silent_ticks = 0
        self._is_reading = True
        try:
            message = await self._call.read()
        except grpc.aio.AioRpcError as thrown:
            self.close()
            raise error_of_status(thrown, self._method) from thrown
        except asyncio.CancelledError:
            task = asyncio.current_task()
            is_own = task is not None and task.cancelling() > 0
            self.close()
            if is_own:
                raise
            raise self._ended_with or StreamClosed("the connection is closed", method=self._method) from None
        finally:
            self._is_reading = False
        if isinstance(message, self._kind):
            return message
        self.close()
        raise StopAsyncIteration

    def close(self, reason: RedleafError | None = None) -> None:
        """Hangs up. Whoever waits for a message gets ``reason``."""
        self._is_over = True
        if self._ended_with is None:
            self._ended_with = reason
        if self._watchdog is not None:
            self._watchdog.cancel()
        self._call.cancel()

    async def _watch(self, heartbeat: float) -> None:
        while self._silent_ticks < _SILENT_TICKS:
            await asyncio.sleep(heartbeat / _TICKS_PER_HEARTBEAT)
            if self._is_reading:
                self._silent_ticks += 1
        seconds = heartbeat * _SILENT_TICKS / _TICKS_PER_HEARTBEAT
        self.close(ConnectionLost(f"nothing came for {seconds:g} s", method=self._method))

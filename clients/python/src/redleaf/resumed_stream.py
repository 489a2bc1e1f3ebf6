"""Items of a stream, each exactly once and in order: over lost connections it goes on where it was."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Generic, TypeVar

from google.protobuf.message import Message

from redleaf.callbacks import tell
from redleaf.errors import RedleafError, TokenInvalid
from redleaf.message_stream import MessageStream
from redleaf.models import StreamPosition
from redleaf.retries import Backoff

Item = TypeVar("Item")
M = TypeVar("M", bound=Message)


class ResumedStream(Generic[M, Item], AsyncIterator[Item]):
    """Iterate over it, or use it as ``async with`` to have it closed.

    The first connection fails at once, so that a wrong address is seen. ``EpochMismatch`` ends it: the exchange was restored or
    rebuilt, and goes on from another history.
    """

    def __init__(
        self,
        open_from: Callable[[StreamPosition | None], Awaitable[MessageStream[M]]],
        items_of: Callable[[M], Awaitable[list[tuple[int, int, Item]]]],
        position_of: Callable[[M], tuple[int, int]],
        *,
        resume_from: StreamPosition | None,
        can_login: bool,
        on_stale: Callable[[RedleafError], None] | None,
        on_reconnected: Callable[[], None] | None,
    ) -> None:
        self._open_from = open_from
        self._items_of = items_of
        self._position_of = position_of
        self._position = resume_from
        self._can_login = can_login
        self._on_stale = on_stale
        self._on_reconnected = on_reconnected
        self._stream: MessageStream[M] | None = None
        self._first: M | None = None
        self._buffer: deque[tuple[StreamPosition, Item]] = deque()
        self._after_buffer: StreamPosition | None = None
        self._is_closed = False

    @property
    def position(self) -> StreamPosition | None:
        """Everything up to here was delivered; None before the first message. Keep it to go on after a restart of your program."""
        return self._position

    async def start(self) -> None:
        """Opens the stream: what happens from now on will be delivered. Iteration does it by itself."""
        if self._stream is None and not self._is_closed:
            await self._connect()

    async def __anext__(self) -> Item:
        while not self._buffer:
            if self._is_closed:
                raise StopAsyncIteration
            await self._fill(await self._next_message())
        self._position, item = self._buffer.popleft()
        if not self._buffer:
            self._position = self._after_buffer
        return item

    async def aclose(self) -> None:
        self._is_closed = True
        self._buffer.clear()
        if self._stream is not None:
            self._stream.close()

    async def __aenter__(self) -> ResumedStream[M, Item]:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def _fill(self, message: M) -> None:
        epoch, sequence = self._position_of(message)
        last_id = 0 if self._position is None or self._position.epoch != epoch else self._position.last_id
        for item_id, item_sequence, item in await self._items_of(message):
            if item_id > last_id:
                last_id = item_id
                # The event that it is of is asked for again, less what was delivered of it.
                self._buffer.append((StreamPosition(epoch, item_sequence - 1, item_id), item))
        self._after_buffer = StreamPosition(epoch, sequence, last_id)
        if not self._buffer:
            self._position = self._after_buffer

    async def _next_message(self) -> M:
        if self._stream is None:
            await self._connect()
        while True:
            if self._first is not None:
                message, self._first = self._first, None
                return message
            try:
                if self._stream is not None:
                    return await anext(self._stream)
            except StopAsyncIteration:
                if self._is_closed:
                    raise
                await self._reconnect(RedleafError("the exchange ended the stream"))
            except RedleafError as error:
                if self._is_closed:
                    raise StopAsyncIteration from None
                if not self._is_temporary(error):
                    raise
                await self._reconnect(error)

    async def _reconnect(self, lost: RedleafError) -> None:
        tell(self._on_stale, lost)
        backoff = Backoff()
        while True:
            await asyncio.sleep(backoff.next_pause(lost.retry_after))
            try:
                await self._connect()
            except RedleafError as error:
                if not self._is_temporary(error):
                    raise
                lost = error
            else:
                break
        tell(self._on_reconnected)

    async def _connect(self) -> None:
        """Up to the first message: the exchange sends one at once, so it proves that the stream works."""
        stream = await self._open_from(self._position)
        self._first = await anext(stream, None)
        self._stream = stream

    def _is_temporary(self, error: RedleafError) -> bool:
        return error.retry_is_useful or (isinstance(error, TokenInvalid) and self._can_login)

"""Market data of many instruments and channels over one stream, which is kept alive."""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Protocol

import grpc

from redleaf.connection import Connection
from redleaf.errors import RedleafError, StreamClosed, TooManySubscriptions
from redleaf.message_stream import MessageStream
from redleaf.retries import Backoff
from redleaf.update_chain import UpdateChain
from redleaf.v1 import market_data_service_pb2 as pb

_MAX_SUBSCRIPTIONS = 256
# A wrong subscription in an error's field: `subscriptions[3].depth`.
_REFUSED = re.compile(r"(?:subscriptions|add)\[(\d+)\]")
# After a stream that lived this long, the next pause is the shortest again.
_GOOD_SECONDS = 5.0


class Listener(Protocol):
    """Who has subscribed."""

    def updated(self, update: pb.MarketDataUpdate) -> None:
        """Every update, in order and without a gap; it begins with a snapshot, and again after ``stale``."""

    def stale(self) -> None:
        """What you have may be out of date: the connection is lost or silent, or an update is missing."""

    def reconnected(self) -> None:
        """After ``stale``: another stream is open; a snapshot follows."""

    def refused(self, error: RedleafError) -> None:
        """The exchange does not take the subscription. It is over."""


class Subscription:
    """A wish, and what has come of it."""

    def __init__(self, wish: pb.MarketDataSubscription, listener: Listener) -> None:
        self.wish = wish
        self.listener = listener
        self.chain = UpdateChain()
        self.id = 0
        self.is_current = False
        self.is_stale = False

    def request(self) -> pb.MarketDataSubscription:
        request = pb.MarketDataSubscription()
        request.CopyFrom(self.wish)
        request.subscription_id = self.id
        return request

    def lose(self) -> None:
        """What comes next begins with a snapshot."""
        self.chain = UpdateChain()
        if self.is_current:
            self.is_current = False
            self.is_stale = True
            self.listener.stale()


class MarketDataStream:
    """Opened by the first subscription. When the connection is lost or silent, or an update is missing, it comes back by itself,
    and every subscription begins anew with a snapshot."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        # By id, which ascends.
        self._wanted: dict[int, Subscription] = {}
        self._next_id = 1
        self._stream: MessageStream[pb.StreamMarketDataResponse] | None = None
        self._stream_id = ""
        self._known: set[int] = set()
        self._runner: asyncio.Task[None] | None = None
        self._updater: asyncio.Task[None] | None = None
        self._is_closed = False

    def subscribe(self, wish: pb.MarketDataSubscription, listener: Listener) -> Subscription:
        """``wish`` is without an id. What is subscribed to in one turn is sent together."""
        if self._is_closed:
            raise StreamClosed("the stream of market data is closed")
        if len(self._wanted) >= _MAX_SUBSCRIPTIONS:
            raise TooManySubscriptions(
                f"a stream has at most {_MAX_SUBSCRIPTIONS} subscriptions",
                code=grpc.StatusCode.RESOURCE_EXHAUSTED,
                reason="TOO_MANY_SUBSCRIPTIONS",
            )
        subscription = Subscription(wish, listener)
        self._begin(subscription)
        if self._runner is None:
            self._runner = asyncio.create_task(self._run())
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        if self._wanted.pop(subscription.id, None) is not None:
            self._update()

    async def close(self) -> None:
        """Ends every subscription, and wakes those who wait for updates."""
        self._is_closed = True
        for subscription in self._wanted.values():
            subscription.listener.refused(StreamClosed("the connection is closed"))
        self._wanted.clear()
        if self._stream is not None:
            self._stream.close()
        for task in (self._runner, self._updater):
            if task is not None:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task

    def _begin(self, subscription: Subscription) -> None:
        """Under a new number, so that updates under an older one are told from those that follow its snapshot."""
        subscription.id = self._next_id
        self._next_id += 1
        self._wanted[subscription.id] = subscription
        self._update()

    async def _run(self) -> None:
        # What is subscribed to in this turn goes with the opening.
        await asyncio.sleep(0)
        backoff = Backoff()
        clock = asyncio.get_running_loop()
        while not self._is_closed:
            began = clock.time()
            lost: RedleafError | None = None
            try:
                await self._open()
                await self._read()
            except RedleafError as error:
                if self._refuse(error, list(self._wanted)):
                    # Without the subscription that was refused, the stream can be opened.
                    continue
                lost = error
            finally:
                self._hang_up()
            if clock.time() - began > _GOOD_SECONDS:
                backoff.reset()
            await asyncio.sleep(backoff.next_pause(None if lost is None else lost.retry_after))

    async def _open(self) -> None:
        """Up to the first message, which comes at once."""
        for subscription in self._wanted.values():
            subscription.lose()
        ids = set(self._wanted)
        request = pb.StreamMarketDataRequest(
            subscriptions=[subscription.request() for subscription in self._wanted.values()]
        )
        stream = await self._connection.open_stream(request, pb.StreamMarketDataResponse)
        self._stream = stream
        first = await anext(stream, None)
        if first is None:
            raise RedleafError("the exchange ended the stream")
        self._stream_id = first.stream_id
        self._known = ids
        for subscription in list(self._wanted.values()):
            if subscription.is_stale:
                subscription.listener.reconnected()
        self._deliver(first)
        # What was changed while the stream was on its way.
        self._update()

    async def _read(self) -> None:
        if self._stream is not None:
            async for message in self._stream:
                self._deliver(message)

    def _deliver(self, message: pb.StreamMarketDataResponse) -> None:
        for update in message.updates:
            subscription = self._wanted.get(update.subscription_id)
            # It may have been removed.
            if subscription is None:
                continue
            if not subscription.chain.accept(update):
                del self._wanted[subscription.id]
                subscription.lose()
                self._begin(subscription)
                continue
            if update.WhichOneof("update") != "heartbeat":
                subscription.is_current = True
                subscription.is_stale = False
                subscription.listener.updated(update)

    def _hang_up(self) -> None:
        if self._stream is not None:
            self._stream.close()
        self._stream = None
        self._stream_id = ""
        for subscription in self._wanted.values():
            subscription.lose()

    def _update(self) -> None:
        """Brings the exchange's list of subscriptions to the one that is wanted."""
        if self._stream_id != "" and (self._updater is None or self._updater.done()):
            self._updater = asyncio.create_task(self._send_changes())

    async def _send_changes(self) -> None:
        while self._stream_id != "":
            stream, stream_id = self._stream, self._stream_id
            added = [each for each in self._wanted.values() if each.id not in self._known]
            removed = self._known - self._wanted.keys()
            if not added and not removed:
                return
            request = pb.UpdateSubscriptionsRequest(
                stream_id=stream_id, add=[each.request() for each in added], remove=removed
            )
            added_ids = [each.id for each in added]
            try:
                await self._connection.call(request, pb.UpdateSubscriptionsResponse)
            except RedleafError as error:
                if stream_id != self._stream_id or self._refuse(error, added_ids):
                    continue
                # It may have been executed or not; with a new stream that is known again.
                if stream is not None:
                    stream.close(error)
                return
            if stream_id == self._stream_id:
                self._known = (self._known - removed) | set(added_ids)

    def _refuse(self, error: RedleafError, requested: list[int]) -> bool:
        """Ends the subscription that an error is about, if it is about one."""
        match = _REFUSED.match(error.field)
        if match is None or int(match[1]) >= len(requested):
            return False
        subscription = self._wanted.pop(requested[int(match[1])], None)
        if subscription is not None:
            subscription.listener.refused(error)
        return True

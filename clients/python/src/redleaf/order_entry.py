"""For bots: commands in order over one stream, many in flight. When the stream is lost, what became of each is found out."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Generator
from typing import Any, Generic, TypeVar

from redleaf import from_wire, models
from redleaf.callbacks import tell
from redleaf.commands import (
    OrderName,
    amend_request,
    amended_before,
    cancel_all_request,
    canceled_before,
    place_request,
    reference,
    was_amended,
    was_canceled,
)
from redleaf.connection import Connection, TwoWayStream
from redleaf.enums import Side, TimeInForce
from redleaf.errors import (
    ConnectionLost,
    DeadlineExceeded,
    ProtocolError,
    RedleafError,
    StreamClosed,
    TokenInvalid,
    UnknownOrder,
    error_of_refusal,
)
from redleaf.instruments import Instruments
from redleaf.minor_units import Amount
from redleaf.models import Instrument
from redleaf.orders import Orders
from redleaf.retries import Backoff
from redleaf.v1 import order_service_pb2 as pb

R = TypeVar("R")

_MAX_COMMANDS_PER_FRAME = 1_024
# Parts of a heartbeat: after almost two without an answer to a command, the stream is taken for dead.
_CHECKS_PER_HEARTBEAT = 10
_SILENT_CHECKS = 18


class Answer(Generic[R]):
    """The answer to a command, when it comes: await it."""

    def __init__(
        self,
        command: pb.OrderCommand,
        read: Callable[[pb.OrderResult], R | None],
        ends: float,
    ) -> None:
        self.command = command
        self.ends = ends
        self.is_uncertain = False
        """It was sent, and the stream was lost: it may have been executed."""
        self._read = read
        self._future: asyncio.Future[R] = asyncio.get_running_loop().create_future()

    def __await__(self) -> Generator[Any, None, R]:
        return self._future.__await__()

    @property
    def is_done(self) -> bool:
        return self._future.done()

    def settle(self, result: pb.OrderResult) -> None:
        answer = self._read(result)
        if answer is None:
            self.fail(ProtocolError("the exchange answered another command", method="OrderEntry"))
        else:
            self.succeed(answer)

    def succeed(self, answer: R) -> None:
        if not self._future.done():
            self._future.set_result(answer)

    def fail(self, error: RedleafError) -> None:
        if not self._future.done():
            self._future.set_exception(error)


class PendingOrder(Answer[models.PlacedOrder]):
    """An order that is on its way: it can be amended and canceled already."""

    def __init__(
        self,
        command: pb.OrderCommand,
        read: Callable[[pb.OrderResult], models.PlacedOrder | None],
        ends: float,
        instrument: Instrument,
    ) -> None:
        super().__init__(command, read, ends)
        self.instrument = instrument

    @property
    def order_id(self) -> int:
        """0 until it is answered."""
        return self._future.result().order_id if self._future.done() and not self._future.exception() else 0

    @property
    def client_order_id(self) -> str:
        return self.command.place.client_order_id


class OrderEntry:
    """Commands are executed in the order of the calls; each answer comes when its command is on the exchange's disk, or is raised.

    What is called while frames are on their way goes together into the next one. When the stream is lost it is opened again,
    and what was not answered is sent again in its order: a place under its ``client_order_id``, which executes it once;
    a cancel that comes too late and an amend are looked up.

    :param timeout: seconds until an answer that has not come is given up.
    """

    def __init__(
        self,
        connection: Connection,
        instruments: Instruments,
        orders: Orders,
        *,
        max_commands_per_frame: int,
        max_frames_in_flight: int,
        timeout: float | None,
        on_stale: Callable[[RedleafError], None] | None,
        on_reconnected: Callable[[], None] | None,
    ) -> None:
        self._connection = connection
        self._instruments = instruments
        self._orders = orders
        self._max_commands = min(max(1, max_commands_per_frame), _MAX_COMMANDS_PER_FRAME)
        self._max_frames = max(1, max_frames_in_flight)
        self._timeout = connection.timeout if timeout is None else timeout
        self._on_stale = on_stale
        self._on_reconnected = on_reconnected
        self._waiting: deque[Answer[Any]] = deque()
        self._in_flight: deque[list[Answer[Any]]] = deque()
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._silent_checks = 0
        self._stream: TwoWayStream[pb.OrderEntryResponse] | None = None
        self._lookups: set[asyncio.Task[None]] = set()
        self._failure: RedleafError | None = None
        self._is_closing = False
        self._runner: asyncio.Task[None] | None = None
        self._watchdog: asyncio.Task[None] | None = None

    async def __aenter__(self) -> OrderEntry:
        # So that symbols are known when a command is given without waiting.
        await self._instruments.all()
        self._runner = asyncio.create_task(self._run())
        self._watchdog = asyncio.create_task(self._watch())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def waiting(self) -> int:
        """Commands that no frame has taken yet."""
        return len(self._waiting)

    def place(
        self,
        instrument: Instrument | str | int,
        side: Side,
        quantity: Amount,
        price: Amount | None = None,
        *,
        time_in_force: TimeInForce = TimeInForce.UNSPECIFIED,
        client_order_id: str | None = None,
        post_only: bool = False,
        expire_time_ns: int = 0,
    ) -> PendingOrder:
        """As ``AsyncRedleaf.place``."""
        found = self._instruments.known(instrument)
        request = place_request(
            found, side, quantity, price, time_in_force, client_order_id, post_only, expire_time_ns
        )

        def read(result: pb.OrderResult) -> models.PlacedOrder | None:
            return from_wire.placed_from(result.placed, found) if result.HasField("placed") else None

        answer = PendingOrder(pb.OrderCommand(place=request), read, self._ends(), found)
        self._enqueue(answer)
        return answer

    def amend(
        self,
        order: OrderName,
        *,
        quantity: Amount | None = None,
        price: Amount | None = None,
        instrument: Instrument | str | int | None = None,
    ) -> Answer[models.AmendedOrder]:
        """As ``AsyncRedleaf.amend``. When ``order`` is a mere name, ``instrument`` says which one it is of."""
        found = self._instrument_of(order, instrument)

        def read(result: pb.OrderResult) -> models.AmendedOrder | None:
            return from_wire.amended_from(result.amended, found) if result.HasField("amended") else None

        command = pb.OrderCommand(amend=amend_request(order, found, quantity, price))
        answer = Answer(command, read, self._ends())
        self._enqueue(answer)
        return answer

    def cancel(
        self, order: OrderName, *, instrument: Instrument | str | int | None = None
    ) -> Answer[models.CanceledOrder]:
        """As ``AsyncRedleaf.cancel``. When ``order`` is a mere name, ``instrument`` says which one it is of."""
        found = self._instrument_of(order, instrument)

        def read(result: pb.OrderResult) -> models.CanceledOrder | None:
            return from_wire.canceled_from(result.canceled, found) if result.HasField("canceled") else None

        command = pb.OrderCommand(cancel=pb.CancelOrderRequest(order=reference(order)))
        answer = Answer(command, read, self._ends())
        self._enqueue(answer)
        return answer

    def cancel_all(
        self, instrument: Instrument | str | int | None = None, *, side: Side = Side.UNSPECIFIED
    ) -> Answer[models.AllCanceled]:
        """As ``AsyncRedleaf.cancel_all``: also orders of earlier calls, and none of later ones.

        When the stream is lost while commands behind it are unanswered too, it fails, and has ``outcome_is_unknown``: sent again,
        it would cancel their orders.
        """
        found = None if instrument is None else self._instruments.known(instrument)

        def read(result: pb.OrderResult) -> models.AllCanceled | None:
            return (
                from_wire.all_canceled_from(result.all_canceled) if result.HasField("all_canceled") else None
            )

        command = pb.OrderCommand(cancel_all=cancel_all_request(found, side))
        answer = Answer(command, read, self._ends())
        self._enqueue(answer)
        return answer

    async def ready(self) -> None:
        """Returns when less than a frame of commands is waiting. Await it before each command to bound memory."""
        while len(self._waiting) >= self._max_commands and self._failure is None:
            self._room.clear()
            await self._room.wait()

    async def aclose(self) -> None:
        """Sends what is waiting, and returns when everything is answered."""
        self._is_closing = True
        self._wake.set()
        if self._runner is not None:
            await self._runner
        while self._lookups:
            await asyncio.wait(self._lookups)
        if self._watchdog is not None:
            self._watchdog.cancel()

    def _ends(self) -> float:
        return asyncio.get_running_loop().time() + self._timeout

    def _instrument_of(self, order: OrderName, instrument: Instrument | str | int | None) -> Instrument:
        if not isinstance(order, (int, str)):
            return order.instrument
        if instrument is None:
            raise TypeError(
                "give the instrument of the order, or what the exchange told of it in place of its name"
            )
        return self._instruments.known(instrument)

    def _enqueue(self, answer: Answer[Any]) -> None:
        if self._failure is not None:
            raise self._failure
        if self._is_closing or self._runner is None:
            raise StreamClosed("this order-entry stream is not open")
        self._waiting.append(answer)
        # At the end of this turn of the event loop, so that calls made together share a frame.
        self._wake.set()

    async def _run(self) -> None:
        backoff = Backoff()
        was_lost = False
        while True:
            await self._something_to_do()
            if self._is_closing and not self._waiting:
                break
            try:
                kind, answer = pb.OrderEntryRequest, pb.OrderEntryResponse
                self._stream = await self._connection.open_two_way(kind, answer)
                if was_lost:
                    tell(self._on_reconnected)
                    was_lost = False
                await self._converse(self._stream)
            except RedleafError as error:
                self._take_back()
                if not self._is_temporary(error):
                    self._end(error)
                    return
                if not was_lost:
                    tell(self._on_stale, error)
                was_lost = True
                await asyncio.sleep(backoff.next_pause(error.retry_after))
            else:
                backoff.reset()
            finally:
                if self._stream is not None:
                    self._stream.close()
                self._stream = None
        self._end(StreamClosed("this order-entry stream is closed"))

    async def _something_to_do(self) -> None:
        while not self._waiting and not self._is_closing:
            self._wake.clear()
            await self._wake.wait()

    async def _converse(self, stream: TwoWayStream[pb.OrderEntryResponse]) -> None:
        """Until everything is answered and this is closing, or the stream is lost."""
        sender = asyncio.create_task(self._send(stream))
        try:
            async for response in stream:
                self._answered(response)
            # A sender that is through has ended the stream in good order.
            if not sender.done():
                raise ConnectionLost("the exchange ended the stream", method="OrderEntry")
        finally:
            sender.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await sender

    async def _send(self, stream: TwoWayStream[pb.OrderEntryResponse]) -> None:
        while True:
            while self._waiting and len(self._in_flight) < self._max_frames:
                frame = await self._next_frame()
                if not frame:
                    break
                self._in_flight.append(frame)
                self._room.set()
                request = pb.OrderEntryRequest(commands=[each.command for each in frame])
                if not await stream.write(request):
                    # Who reads is told why.
                    return
            if self._is_closing and not self._waiting:
                await stream.done_writing()
                return
            self._wake.clear()
            await self._wake.wait()

    async def _next_frame(self) -> list[Answer[Any]]:
        frame: list[Answer[Any]] = []
        while self._waiting and len(frame) < self._max_commands:
            command = self._waiting[0]
            if command.is_done:
                # Its time was over before it was sent.
                self._waiting.popleft()
            elif command.is_uncertain and command.command.HasField("amend"):
                # What came before it must have been answered.
                if frame or self._in_flight:
                    break
                await self._look_before_amending(command)
            else:
                frame.append(self._waiting.popleft())
                # A frame may have one of these.
                if command.command.HasField("cancel_all"):
                    break
        return frame

    async def _look_before_amending(self, command: Answer[Any]) -> None:
        """Amended again, an order loses its place in the queue."""
        try:
            order = await self._orders.look(command.command.amend.order, self._connection.timeout)
        except RedleafError as error:
            if error.retry_is_useful:
                raise
            self._waiting.popleft()
            command.fail(error)
            return
        if was_amended(command.command.amend, order):
            self._waiting.popleft()
            command.succeed(amended_before(order, self._instruments.known(order.instrument_id)))
        else:
            command.is_uncertain = False

    async def _look_after_canceling(self, command: Answer[Any], refusal: RedleafError) -> None:
        """It may have been this very command that canceled the order."""
        try:
            order = await self._orders.look(command.command.cancel.order, self._connection.timeout)
        except RedleafError as error:
            command.fail(error)
            return
        if was_canceled(order):
            command.succeed(canceled_before(order, self._instruments.known(order.instrument_id)))
        else:
            command.fail(refusal)

    def _answered(self, response: pb.OrderEntryResponse) -> None:
        self._silent_checks = 0
        frame = self._in_flight.popleft() if self._in_flight else []
        if len(frame) != len(response.results):
            raise ProtocolError("the exchange answered what was not asked", method="OrderEntry")
        for command, result in zip(frame, response.results, strict=True):
            if not result.HasField("refused"):
                command.settle(result)
                continue
            refusal = error_of_refusal(result.refused, "OrderEntry")
            refusal.client_order_id = command.command.place.client_order_id
            if (
                command.is_uncertain
                and command.command.HasField("cancel")
                and isinstance(refusal, UnknownOrder)
            ):
                lookup = asyncio.create_task(self._look_after_canceling(command, refusal))
                self._lookups.add(lookup)
                lookup.add_done_callback(self._lookups.discard)
            else:
                command.fail(refusal)
        self._wake.set()

    def _take_back(self) -> None:
        """What was not answered is sent again, in its order."""
        lost = [command for frame in self._in_flight for command in frame]
        for command in lost:
            command.is_uncertain = True
        for command in lost[:-1]:
            # It would cancel what came behind it.
            if command.command.HasField("cancel_all"):
                self._give_up(command, _lost(command))
        self._waiting.extendleft(reversed(lost))
        self._in_flight.clear()

    def _end(self, error: RedleafError) -> None:
        self._failure = error
        for command in self._waiting:
            self._give_up(command, error)
        self._waiting.clear()
        self._room.set()

    def _give_up(self, command: Answer[Any], error: RedleafError) -> None:
        if command.is_done:
            return
        if command.is_uncertain and command.command.HasField("place"):
            place = command.command.place
            error.client_order_id = place.client_order_id
            self._orders.unanswered[place.client_order_id] = place
        command.fail(error)

    async def _watch(self) -> None:
        """Looks for answers that are overdue, and for a stream that says nothing while it should."""
        clock = asyncio.get_running_loop()
        check_seconds = self._connection.heartbeat / _CHECKS_PER_HEARTBEAT
        while True:
            await asyncio.sleep(check_seconds)
            now = clock.time()
            for frame in self._in_flight:
                for command in frame:
                    if command.ends <= now:
                        command.is_uncertain = True
                        self._give_up(command, _overdue(command))
            for command in self._waiting:
                if command.ends <= now:
                    self._give_up(command, _overdue(command))
            self._silent_checks = self._silent_checks + 1 if self._in_flight else 0
            if self._silent_checks >= _SILENT_CHECKS and self._stream is not None:
                self._silent_checks = 0
                seconds = check_seconds * _SILENT_CHECKS
                self._stream.close(ConnectionLost(f"no answer came for {seconds:g} s", method="OrderEntry"))

    def _is_temporary(self, error: RedleafError) -> bool:
        return error.retry_is_useful or (
            isinstance(error, TokenInvalid) and self._connection.session.can_login
        )


def _lost(command: Answer[Any]) -> ConnectionLost:
    error = ConnectionLost("the stream was lost before the answer", method="OrderEntry")
    error.outcome_is_unknown = command.is_uncertain
    return error


def _overdue(command: Answer[Any]) -> DeadlineExceeded:
    error = DeadlineExceeded("no answer within the time limit", method="OrderEntry")
    error.outcome_is_unknown = command.is_uncertain
    return error

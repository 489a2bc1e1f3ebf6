"""How often and when a call is tried again."""

from __future__ import annotations

import asyncio
import random
import time

from redleaf.errors import ConnectionLost, DeadlineExceeded, RedleafError

_FIRST_SECONDS = 0.1
_LONGEST_SECONDS = 5.0


class Backoff:
    """Pauses that grow with the number of tries, and differ between clients, so that they do not all come back at once."""

    def __init__(self) -> None:
        self._tries = 0

    def next_pause(self, retry_after: float | None) -> float:
        """In seconds. ``retry_after`` is what the exchange asked for, when it did."""
        longest = min(_LONGEST_SECONDS, _FIRST_SECONDS * 2.0**self._tries)
        self._tries = min(self._tries + 1, 16)
        if retry_after is not None:
            return retry_after * random.uniform(1.0, 1.1)
        return longest * random.uniform(0.5, 1.0)

    def reset(self) -> None:
        self._tries = 0


class Retries:
    """The tries of one call, all within one time limit."""

    def __init__(self, timeout: float) -> None:
        self._ends = time.monotonic() + timeout
        self._backoff = Backoff()
        self.is_uncertain = False
        """A try before was sent, and its answer was lost: it may have been executed."""

    @property
    def left(self) -> float:
        """Seconds; below 0 when the time is over."""
        return self._ends - time.monotonic()

    async def pause_or_raise(self, error: RedleafError, *, is_repeatable: bool) -> None:
        """Waits for the next try, or raises when there is no use, no safe way or no time for one."""
        is_lost = isinstance(error, (ConnectionLost, DeadlineExceeded))
        self.is_uncertain = self.is_uncertain or is_lost or error.outcome_is_unknown
        can_repeat = error.retry_is_useful and (is_repeatable or not is_lost)
        pause = self._backoff.next_pause(error.retry_after) if can_repeat else 0.0
        if not can_repeat or pause >= self.left:
            error.outcome_is_unknown = is_lost or (self.is_uncertain and error.retry_is_useful)
            raise error
        await asyncio.sleep(pause)

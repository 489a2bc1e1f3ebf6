"""An event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

R = TypeVar("R")


class LoopThread:
    """Ends with the program."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        threading.Thread(target=self.loop.run_forever, name="redleaf", daemon=True).start()

    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        future = asyncio.run_coroutine_threadsafe(coroutine, self.loop)
        try:
            return future.result()
        except BaseException:
            # Ctrl-C while it waits: nobody wants the answer any more.
            future.cancel()
            raise


# One for all: grpc.aio wants one event loop in a process.
_shared: list[LoopThread] = []
_shared_lock = threading.Lock()


def loop_thread() -> LoopThread:
    with _shared_lock:
        if not _shared:
            _shared.append(LoopThread())
        return _shared[0]

"""Callbacks of the program."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec

P = ParamSpec("P")


def tell(callback: Callable[P, object] | None, *args: P.args, **kwargs: P.kwargs) -> None:
    """What a callback raises is a fault of the program, not of the stream, which goes on; the event loop reports it."""
    if callback is None:
        return
    try:
        callback(*args, **kwargs)
    except Exception as error:
        context = {"message": "a callback of redleaf has failed", "exception": error}
        asyncio.get_running_loop().call_exception_handler(context)

"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeVar

from google.protobuf.message import Message

from redleaf.connection import Connection

M = TypeVar("M", bound=Message)

_LARGEST_PAGE = 1_000


async def pages(
    connection: Connection,
    request: Message,
    answer: type[M],
    *,
    limit: int | None = None,
    timeout: float | None = None,
) -> AsyncIterator[M]:
    """Pages with at most ``limit`` items together; the time limit is of each page."""
    # Every request and answer of a list has these fields.
    asked: Any = request
    while limit is None or limit > 0:
        asked.page_size = _LARGEST_PAGE if limit is None else min(limit, _LARGEST_PAGE)
        page = await connection.call(request, answer, timeout=timeout)
        yield page
        told: Any = page
        if told.next_page_token == "":
            return
        asked.page_token = told.next_page_token
        if limit is not None:
            limit -= asked.page_size

"""The client of the Python exchange, as its users have it: the same names, arguments, answers and exceptions, over the REST API.

New programs better use ``redleaf.Redleaf``: an order here has no name, so nothing can tell whether one whose answer was lost was
executed, and nothing is sent again.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

__all__ = [
    "ExchangeClient",
    "ExchangeClientConfig",
    "ExchangeClientError",
    "HTTPRequestError",
    "ValidationError",
]

_TIMEOUT_SECONDS = 10


class ExchangeClientError(Exception):
    """The exchange could not be reached, or its answer not be read."""


class HTTPRequestError(ExchangeClientError):
    """The exchange refused the request as a whole: a wrong password, for example."""

    def __init__(self, status_code: int, body: str) -> None:
        super().__init__(f"HTTP {status_code}: {body}")
        self.status_code = status_code


class ValidationError(ExchangeClientError):
    """The request is wrong (422): ``details`` is the whole JSON body."""

    def __init__(self, details: Any) -> None:
        super().__init__(json.dumps(details))
        self.details = details


@dataclass
class ExchangeClientConfig:
    """What is not given comes from ``API_URL``, ``PARTY_ID`` and ``PASSWORD`` of the environment."""

    api_url: str | None = None
    default_party_id: str | None = None
    default_password: str | None = None

    def __post_init__(self) -> None:
        self.api_url = self.api_url or os.environ["API_URL"]
        self.default_party_id = self.default_party_id or os.environ.get("PARTY_ID")
        self.default_password = self.default_password or os.environ.get("PASSWORD")


class ExchangeClient:
    """Answers are the parsed JSON of the exchange."""

    def __init__(self, config: ExchangeClientConfig | None = None) -> None:
        self._config = config or ExchangeClientConfig()

    def create_order_book(
        self,
        instrument_id: int,
        instrument_name: str | None = None,
        instrument_description: str | None = None,
        admin_party_id: str | None = None,
        admin_password: str | None = None,
    ) -> Any:
        """For administrators."""
        payload: dict[str, Any] = {"instrument_id": instrument_id}
        if instrument_name is not None:
            payload["instrument_name"] = instrument_name
        if instrument_description is not None:
            payload["instrument_description"] = instrument_description
        return self._post("/new_book", payload, admin_party_id, admin_password)

    def place_order(
        self,
        instrument_id: int,
        side: str | int,
        order_type: str | int,
        quantity: int,
        price_cents: int | None = None,
        *,
        party_id: str | None = None,
        password: str | None = None,
    ) -> Any:
        """``order_type`` is GTC, IOC or MARKET; MARKET has no price."""
        payload = {
            "instrument_id": instrument_id,
            "side": side,
            "order_type": order_type,
            "quantity": quantity,
            "price_cents": price_cents,
        }
        return self._post("/orders", payload, party_id, password)

    def cancel_order(
        self, instrument_id: int, order_id: int, *, party_id: str | None = None, password: str | None = None
    ) -> Any:
        return self._post(
            "/cancel", {"instrument_id": instrument_id, "order_id": order_id}, party_id, password
        )

    def _post(self, path: str, payload: dict[str, Any], party_id: str | None, password: str | None) -> Any:
        payload["party_id"] = party_id or self._config.default_party_id
        payload["password"] = password or self._config.default_password
        request = urllib.request.Request(
            (self._config.api_url or "").rstrip("/") + path,
            data=json.dumps(payload).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            body = error.read().decode()
            if error.code == 422:
                raise ValidationError(json.loads(body)) from error
            raise HTTPRequestError(error.code, body) from error
        except (OSError, ValueError) as error:
            raise ExchangeClientError(str(error)) from error

"""A client as the seed's users have it: the same names, arguments and exceptions, on the standard library alone."""

import json
import os
import urllib.error
import urllib.request
from dataclasses import dataclass


class ExchangeClientError(Exception):
    """The exchange could not be reached, or its answer not be read."""


class HTTPRequestError(ExchangeClientError):
    def __init__(self, status_code, body):
        super().__init__(f"HTTP {status_code}: {body}")
        self.status_code = status_code


class ValidationError(ExchangeClientError):
    """422; `details` is the whole JSON body."""

    def __init__(self, details):
        super().__init__(json.dumps(details))
        self.details = details


@dataclass
class ExchangeClientConfig:
    api_url: str | None = None
    default_party_id: str | None = None
    default_password: str | None = None

    def __post_init__(self):
        self.api_url = self.api_url or os.environ["API_URL"]
        self.default_party_id = self.default_party_id or os.environ.get("PARTY_ID")
        self.default_password = self.default_password or os.environ.get("PASSWORD")


class ExchangeClient:
    def __init__(self, config=None):
        self._config = config or ExchangeClientConfig()

    def create_order_book(
        self,
        instrument_id,
        instrument_name=None,
        instrument_description=None,
        admin_party_id=None,
        admin_password=None,
    ):
        payload = {"instrument_id": instrument_id}
        if instrument_name is not None:
            payload["instrument_name"] = instrument_name
        if instrument_description is not None:
            payload["instrument_description"] = instrument_description
        return self._post("/new_book", payload, admin_party_id, admin_password)

    def place_order(
        self, instrument_id, side, order_type, quantity, price_cents=None, *, party_id=None, password=None
    ):
        payload = {
            "instrument_id": instrument_id,
            "side": side,
            "order_type": order_type,
            "quantity": quantity,
            "price_cents": price_cents,
        }
        return self._post("/orders", payload, party_id, password)

    def cancel_order(self, instrument_id, order_id, *, party_id=None, password=None):
        return self._post("/cancel", {"instrument_id": instrument_id, "order_id": order_id}, party_id, password)

    def _post(self, path, payload, party_id, password):
        payload["party_id"] = party_id or self._config.default_party_id
        payload["password"] = password or self._config.default_password
        request = urllib.request.Request(
            self._config.api_url.rstrip("/") + path,
            data=json.dumps(payload).encode(),
            headers={"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            body = error.read().decode()
            if error.code == 422:
                raise ValidationError(json.loads(body)) from error
            raise HTTPRequestError(error.code, body) from error
        except (OSError, ValueError) as error:
            raise ExchangeClientError(str(error)) from error

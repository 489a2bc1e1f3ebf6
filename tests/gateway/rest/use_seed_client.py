"""What a user of the seed does with its client, and what must come of it. Needs API_URL, PARTY_ID and PASSWORD."""

from redleaf.seed import (
    ExchangeClient,
    ExchangeClientConfig,
    ExchangeClientError,
    HTTPRequestError,
    ValidationError,
)


def raised(kind, call):
    try:
        call()
    except kind as error:
        assert type(error) is kind, error
        return error
    raise AssertionError(f"{kind.__name__} was not raised")


client = ExchangeClient()
carol = {"party_id": "Carol", "password": "carolpw"}

created = client.create_order_book(100, "From Python", "by the seed's client", "Adam", "admin")
bounds = {"min_price": 1, "max_price": 100_000_000, "min_quantity": 1, "max_quantity": 90_071_992}
assert created == {"status": "CREATED", "instrument_id": 100, **bounds}, created
again = client.create_order_book(100, admin_party_id="Adam", admin_password="admin")
assert again == {"status": "ERROR", "details": "instrument already exists"}, again
assert client.create_order_book(101, admin_party_id="Adam", admin_password="admin")["status"] == "CREATED"
assert raised(HTTPRequestError, lambda: client.create_order_book(102)).status_code == 403

ask = client.place_order(100, "SELL", "GTC", 5, 1000)
assert ask["status"] == "ACCEPTED" and ask["remaining_qty"] == 5 and ask["trades"] == [], ask
bought = client.place_order(100, "BUY", "IOC", 7, 1000, **carol)
assert bought["remaining_qty"] == 2 and bought["cancelled"] is True, bought
(trade,) = bought["trades"]
assert trade["maker_party_id"] == "Bob" and trade["taker_party_id"] == "Carol", trade
assert isinstance(trade["timestamp"], int) and len(str(trade["timestamp"])) == 19, trade

bid = client.place_order(100, "BUY", "GTC", 1, 900)
assert client.cancel_order(100, bid["order_id"], **carol) == {"status": "ERROR", "details": "order not open"}
assert client.cancel_order(100, bid["order_id"]) == {"status": "CANCELLED", "order_id": bid["order_id"]}
assert client.place_order(100, "SELL", "MARKET", 1)["cancelled"] is True

details = raised(ValidationError, lambda: client.place_order(100, "BUY", "GTC", -1, 10)).details
assert [entry["loc"] for entry in details["detail"]] == [["quantity"]], details
details = raised(ValidationError, lambda: client.place_order(4711, "BUY", "GTC", 1, 10)).details
assert details["detail"][0]["msg"] == "unknown instrument", details
assert raised(HTTPRequestError, lambda: client.place_order(100, "BUY", "GTC", 1, 10, password="no")).status_code == 401

nowhere = ExchangeClient(ExchangeClientConfig("http://127.0.0.1:9", "Bob", "bobpw"))
raised(ExchangeClientError, lambda: nowhere.place_order(100, "BUY", "GTC", 1, 10))

print("as with the seed")

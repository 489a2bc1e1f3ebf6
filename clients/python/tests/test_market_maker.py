"""The example that quotes does not give money away."""

from dataclasses import replace
from decimal import Decimal

from instruments import ACME
from market_maker import Settings, wanted_prices

from redleaf import Book, Level, Side

SETTINGS = Settings(size=Decimal(50), most=Decimal(300), half_spread=Decimal("0.0003"), skew=Decimal("0.001"))
NOTHING = Decimal(0)


def level(price: str, orders: int = 2) -> Level:
    return Level(Decimal(price), Decimal(50), orders)


BOOK = Book(ACME, (level("99.98"), level("99.97")), (level("100.02"), level("100.03")), 1, 1, is_stale=False)


def test_it_earns_the_spread_on_both_sides_of_the_middle() -> None:
    prices = wanted_prices(BOOK, {}, NOTHING, SETTINGS)
    assert prices == {Side.BUY: Decimal("99.97"), Side.SELL: Decimal("100.03")}


def test_the_more_it_holds_the_lower_it_quotes() -> None:
    prices = wanted_prices(BOOK, {}, Decimal(150), SETTINGS)
    assert prices == {Side.BUY: Decimal("99.92"), Side.SELL: Decimal("99.99")}
    prices = wanted_prices(BOOK, {}, Decimal(-150), SETTINGS)
    assert prices == {Side.BUY: Decimal("100.01"), Side.SELL: Decimal("100.08")}


def test_it_never_holds_more_than_its_limit() -> None:
    assert wanted_prices(BOOK, {}, Decimal(251), SETTINGS).keys() == {Side.SELL}
    assert wanted_prices(BOOK, {}, Decimal(-251), SETTINGS).keys() == {Side.BUY}


def test_nothing_is_quoted_on_a_stale_or_one_sided_book() -> None:
    assert wanted_prices(replace(BOOK, is_stale=True), {}, NOTHING, SETTINGS) == {}
    assert wanted_prices(replace(BOOK, asks=()), {}, NOTHING, SETTINGS) == {}


def test_its_own_order_is_no_price_to_quote_around() -> None:
    book = replace(BOOK, bids=(level("100.00", orders=1), *BOOK.bids))
    prices = wanted_prices(book, {Side.BUY: Decimal("100.00")}, NOTHING, SETTINGS)
    assert prices == wanted_prices(BOOK, {}, NOTHING, SETTINGS)
    book = replace(BOOK, bids=(level("100.00", orders=2), *BOOK.bids))
    prices = wanted_prices(book, {Side.BUY: Decimal("100.00")}, NOTHING, SETTINGS)
    assert prices[Side.BUY] == Decimal("99.97")
    assert prices[Side.SELL] == Decimal("100.05")

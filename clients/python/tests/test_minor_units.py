from decimal import Decimal, localcontext
from typing import Any

import pytest

from redleaf.minor_units import Minor, to_decimal, to_minor


@pytest.mark.parametrize(
    ("amount", "scale", "minor"),
    [
        (Decimal("100.50"), 2, 10050),
        ("100.5", 2, 10050),
        (100, 2, 10000),
        (Minor(10050), 2, 10050),
        (Decimal("1E2"), 0, 100),
        (Decimal("-0.01"), 2, -1),
        (Decimal("9007199254740992.123456789"), 9, 9007199254740992123456789),
    ],
)
def test_amounts_are_exact(amount: Any, scale: int, minor: int) -> None:
    assert to_minor(amount, scale, "price") == minor


@pytest.mark.parametrize("amount", [100.5, True, None, 1j])
def test_what_is_no_exact_number_is_refused(amount: Any) -> None:
    with pytest.raises(TypeError, match="price"):
        to_minor(amount, 2, "price")


@pytest.mark.parametrize("amount", ["100.505", Decimal("0.001"), "ten", Decimal("NaN"), Decimal("Infinity")])
def test_what_does_not_fit_is_refused(amount: Any) -> None:
    with pytest.raises(ValueError, match="price"):
        to_minor(amount, 2, "price")


def test_the_decimal_context_of_the_program_rounds_nothing() -> None:
    with localcontext(prec=3):
        assert to_minor(Decimal("123456.78"), 2, "price") == 12345678
        assert str(to_decimal(12345678, 2)) == "123456.78"

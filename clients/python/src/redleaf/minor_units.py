"""Decimals outside, whole minor units on the wire: never a float."""

from __future__ import annotations

from decimal import Context, Decimal, Inexact, InvalidOperation

# The caller's own context may round: this one has room for every number of the contract, and refuses the rest.
_EXACT = Context(prec=80, traps=[Inexact, InvalidOperation])


class Minor(int):
    """A price or quantity in minor units, as on the wire: with two decimal places ``Minor(10050)`` is 100.50."""


Amount = Decimal | int | str | Minor
"""A price or a quantity: ``Decimal("100.50")``, ``"100.50"``, ``100`` or ``Minor(10050)``. A float is refused."""


def to_minor(amount: Amount, scale: int, field: str) -> int:
    """The amount in minor units. Raises ``TypeError`` for a float, ``ValueError`` for more decimal places than ``scale``."""
    if isinstance(amount, Minor):
        return int(amount)
    # A bool is an int, and a float may come from code that is not type-checked.
    if isinstance(amount, bool) or not isinstance(amount, (Decimal, int, str)):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"{field} is a {type(amount).__name__}: give a Decimal, an int, a str or Minor")
    try:
        scaled = Decimal(amount).scaleb(scale, _EXACT)
        whole = int(scaled)
    except (ArithmeticError, ValueError) as error:
        raise ValueError(f"{field} is no number: {amount!r}") from error
    if whole != scaled:
        raise ValueError(f"{field} has at most {scale} decimal places here: {amount}")
    return whole


def to_decimal(minor: int | str, scale: int) -> Decimal:
    """Exact, whatever the caller's decimal context."""
    return Decimal(f"{minor}E-{scale}")

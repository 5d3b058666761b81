"""Money: integers in minor units inside, exact decimals with a currency at the edge. No floats.

A currency's number of digits comes from CLDR (babel): JPY has 0, BRL 2, KWD 3.
"""

from collections.abc import Sequence
from decimal import Decimal
from functools import cache

from babel.core import Locale
from babel.numbers import get_currency_precision

from domain.kernel.errors import InvalidInput

MAX_MINOR = 10**14
"The largest amount that is taken in, in minor units; far from where 64 bits end."


@cache
def _currencies() -> frozenset[str]:
    return frozenset(Locale("en").currencies)


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code that CLDR knows, in capitals."""
    return code in _currencies()


@cache
def digits(currency: str) -> int:
    """How many digits the currency's minor unit has."""
    return get_currency_precision(currency)


def currencies_by_digits(*, but: int) -> dict[int, list[str]]:
    """The currencies of each number of digits, without those that have `but`."""
    known: dict[int, list[str]] = {}
    for code in sorted(_currencies()):
        if digits(code) != but:
            known.setdefault(digits(code), []).append(code)
    return known


def to_minor(
    amount: Decimal, currency: str, *, path: Sequence[str | int], allow_zero: bool = True
) -> int:
    """An amount from outside in minor units.

    Raises `InvalidInput` naming `path` for an amount that is negative, too large (10¹⁴ minor units),
    not finite, zero where `allow_zero` is false, or finer than the currency.
    """
    if not amount.is_finite():
        raise InvalidInput("An amount must be a finite decimal.", path=path)
    if amount < 0 or (amount == 0 and not allow_zero):
        bound = "zero or more" if allow_zero else "more than zero"
        raise InvalidInput(f"An amount must be {bound}.", path=path)
    if amount == 0:
        return 0
    # Figures are moved by hand: decimal arithmetic would round a very long amount to its context.
    _, figures, exponent = amount.as_tuple()
    spare = -(int(exponent) + digits(currency))
    if spare > 0 and any(figures[-spare:]):
        raise InvalidInput(
            f"{currency} has {digits(currency)} decimal places; the amount has more.", path=path
        )
    if amount.adjusted() > 20:
        raise InvalidInput("The amount is too large.", path=path)
    kept = figures[:-spare] if spare > 0 else figures + (0,) * -spare
    minor = int("".join(map(str, kept)))
    if minor > MAX_MINOR:
        raise InvalidInput("The amount is too large.", path=path)
    return minor


def to_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as a decimal with exactly the currency's digits: ``1250, "BRL"`` → ``12.50``."""
    return Decimal(minor).scaleb(-digits(currency))


_hundredths: set[str] = set()
"Currencies that have two digits, as most do; those that were written so far."


def to_text(minor: int, currency: str) -> str:
    """The plain digits of `to_decimal`: ``1250, "BRL"`` → ``"12.50"``."""
    if minor >= 100 and currency in _hundredths:
        figures = str(minor)
        return figures[:-2] + "." + figures[-2:]
    places = digits(currency)
    if places == 2:
        _hundredths.add(currency)
    if not places:
        return f"{minor:d}"
    figures = f"{abs(minor):d}"
    if len(figures) <= places:
        figures = figures.zfill(places + 1)
    return f"{'-' if minor < 0 else ''}{figures[:-places]}.{figures[-places:]}"


def apportion(total: int, weights: Sequence[int]) -> list[int]:
    """Split `total` over `weights` by largest remainder, so that the parts add up exactly.

    Earlier weights win ties, which makes the split repeatable. Weights must not be negative; when all
    are zero, the first part takes everything. No part exceeds its weight where `total` ≤ Σ weights.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))]
    parts = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def share(total: int, *, of: int, units: int) -> int:
    """What the first `units` of `of` equal units carry of `total`, by largest remainder.

    The shares of any sequence of cancellations telescope: they add up to `total` to the minor unit,
    in whatever steps the units go.
    """
    if of == 0:
        return 0
    quotient, remainder = divmod(total, of)
    return quotient * units + min(units, remainder)

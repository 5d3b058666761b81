"""unpack: whatever a bundle costs and is made of, its parts add up, also where some of them go."""

from fractions import Fraction
from random import Random
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from domain.catalog.bundles import Component
from domain.catalog.queries import ProductForSale
from domain.orders.models import OrderLine
from domain.orders.rules import reprice_line
from domain.processes.unpack_bundle import unpack

MINOR = st.integers(0, 10**9)
PARTS = st.lists(st.tuples(st.integers(1, 12), st.none() | MINOR), min_size=1, max_size=8)


def sold(
    parts: list[tuple[int, int | None]], quantity: int, price: int, discount: int = 0, tax: int = 0
) -> list[OrderLine]:
    """So many bundles of ``[(units, price of one)]``, unpacked."""
    order_id = uuid4()
    known = {
        id: ProductForSale(id, f"P{nth}", f"Part {nth}", False, own)
        for nth, (_, own) in enumerate(parts)
        for id in (uuid4(),)
    }
    components = tuple(Component(id, units) for id, (units, _) in zip(known, parts, strict=True))
    product = ProductForSale(uuid4(), "SET", "Set", False, price, components)
    line = OrderLine(
        order_id=order_id,
        position=4,
        product_id=product.id,
        sku=product.sku,
        name=product.name,
        quantity=quantity,
        unit_price=price,
        placed_discount=discount,
        placed_tax=tax,
    )
    _, lines = unpack(line, product, known)
    return lines


def worth(line: OrderLine) -> int:
    reprice_line(line)
    return line.total


@given(PARTS, st.integers(1, 60), MINOR, st.fractions(0, 1), MINOR)
def test_the_parts_add_up_and_each_is_within_a_minor_unit_of_its_weight(
    parts: list[tuple[int, int | None]], quantity: int, price: int, off: Fraction, tax: int
) -> None:
    discount = int(off * price * quantity)
    lines = sold(parts, quantity, price, discount, tax)
    assert [line.position for line in lines] == list(range(4, 4 + len(parts)))
    assert [line.quantity for line in lines] == [units * quantity for units, _ in parts]
    assert sum(worth(line) for line in lines) == price * quantity - discount + tax
    assert sum(line.placed_tax for line in lines) == tax
    weights = [units * (own or 0) for units, own in parts]
    if not any(weights):
        weights = [units for units, _ in parts]
    for line, weight in zip(sold(parts, quantity, price), weights, strict=True):
        assert 0 <= line.placed_discount < line.quantity
        assert abs(worth(line) * sum(weights) - price * quantity * weight) < sum(weights)


@given(PARTS, st.integers(1, 9), MINOR, st.integers(0, 1000), MINOR, st.randoms())
def test_in_whatever_steps_units_go_what_they_take_along_is_what_was_paid(
    parts: list[tuple[int, int | None]], quantity: int, price: int, off: int, tax: int, chance: Random
) -> None:
    lines = sold(parts, quantity, price, min(off, price * quantity), tax)
    whole = sum(worth(line) for line in lines)
    given_back = 0
    while left := [line for line in lines if line.cancelled_quantity < line.quantity]:
        line = chance.choice(left)
        before = worth(line)
        line.cancelled_quantity += chance.randint(1, line.quantity - line.cancelled_quantity)
        assert 0 <= worth(line) <= before
        given_back += before - worth(line)
    assert given_back == whole
    assert all(worth(line) == 0 for line in lines)


def test_a_price_that_does_not_divide_is_rounded_up_and_taken_back_by_the_discount() -> None:
    (line,) = sold([(3, 500)], 1, 1000)
    assert (line.quantity, line.unit_price, line.placed_discount, worth(line)) == (3, 334, 2, 1000)


def test_what_costs_nothing_costs_nothing() -> None:
    lines = sold([(3, 500), (1, None)], 2, 0, tax=7)
    assert [(line.unit_price, line.placed_discount, worth(line)) for line in lines] == [
        (0, 0, 7),
        (0, 0, 0),
    ]

"""A payment's status and a refund's split follow from sums alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.kernel.ids import new_id
from domain.payments.models import Payment, PaymentTransactionStatus
from domain.payments.rules import capturable, payment_status, refundable, spread_refund


def payment(amount: int = 100, **sums: int) -> Payment:
    return Payment(
        order_id=new_id(), position=1, gateway="test", method="card", currency="EUR",
        amount=amount, **({"authorized": amount} | sums),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sums", "status"),
    [
        ({}, "AUTHORIZED"),
        ({"captured": 40}, "PARTIALLY_CAPTURED"),
        ({"captured": 100}, "CAPTURED"),
        ({"captured": 40, "voided": 60}, "CAPTURED"),
        ({"voided": 100}, "VOIDED"),
        ({"captured": 100, "refunded": 1}, "PARTIALLY_REFUNDED"),
        ({"captured": 100, "refunded": 100}, "REFUNDED"),
        ({"captured": 40, "refunded": 40, "voided": 60}, "REFUNDED"),
    ],
)
def test_a_payments_status_follows_from_its_sums(sums: dict[str, int], status: str) -> None:
    assert payment_status(payment(**sums)) is PaymentTransactionStatus(status)


def test_money_on_its_way_is_spoken_for() -> None:
    busy = payment(captured=30, capturing=20, voided=10, voiding=5, refunded=4, refunding=6)
    assert capturable(busy) == 35
    assert refundable(busy) == 20


def test_a_refund_is_spread_over_captured_payments_in_proportion() -> None:
    card, voucher = payment(captured=75), payment(captured=25)
    assert spread_refund([card, voucher], 10) == [(card, 8), (voucher, 2)]


def test_a_refund_never_asks_a_payment_for_more_than_it_took() -> None:
    card, voucher, unpaid = payment(captured=75, refunding=75), payment(captured=25), payment()
    assert spread_refund([card, voucher, unpaid], 60) == [(voucher, 25)]
    assert spread_refund([unpaid], 60) == []


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=5), st.integers(0, 6000))
def test_the_parts_of_a_refund_add_up(captured: list[int], asked: int) -> None:
    payments = [payment(1000, captured=each) for each in captured]
    parts = spread_refund(payments, asked)
    assert sum(part for _, part in parts) == min(asked, sum(captured))
    assert all(0 < part <= refundable(each) for each, part in parts)

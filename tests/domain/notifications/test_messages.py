"""What customers are told, word by word where it matters."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from typing import Any
from uuid import UUID

import pytest

from domain.notifications.adapters.console import ConsoleMailer
from domain.notifications.adapters.smtp import SmtpMailer
from domain.notifications.messages import WORDING, Occasion, OrderedItem, Parcel, render
from domain.notifications.port import Mail
from jobs.reactions import REACTIONS
from tests.fakes.smtp_server import smtp_server


def _occasion(**fields: Any) -> Occasion:
    given: dict[str, Any] = {
        "number": "100001",
        "addressee": "Lena Vogt",
        "total": 3250,
        "currency": "EUR",
        "items": (OrderedItem("Mug", 1), OrderedItem("Tee", 1)),
        "facts": {},
    }
    return Occasion(**(given | fields))


def test_a_placed_order_is_acknowledged_with_what_is_on_it() -> None:
    message = render("order.placed", _occasion())
    assert message is not None
    assert message.subject == "Order 100001: we have received it"
    assert message.body == (
        "Hello Lena Vogt,\n\n"
        "Thank you for your order. This is what you asked for:\n\n"
        "  1 × Mug\n  1 × Tee\n\n"
        "Together, with shipping and tax: 32.50 EUR.\n"
    )


def test_a_parcel_is_announced_with_its_number() -> None:
    occasion = _occasion(facts={"shipment_id": "x"}, parcel=Parcel("DHL", "JD0142"))
    message = render("shipment.created", occasion)
    assert message is not None
    assert "left by DHL. Its tracking number is JD0142." in message.body


@pytest.mark.parametrize(
    ("currency", "amount", "words"), [("JPY", 1200, "1200 JPY"), ("KWD", 1234, "1.234 KWD")]
)
def test_a_refund_is_told_in_the_currency_s_own_digits(currency: str, amount: int, words: str) -> None:
    message = render("refund.succeeded", _occasion(currency=currency, facts={"amount": amount}))
    assert message is not None
    assert f"given back {words} by the way you paid" in message.body


def test_a_failed_payment_is_the_customer_s_business_and_a_failed_capture_is_not() -> None:
    facts = {"amount": 100, "failure": "The card was declined."}
    told = render("payment.failed", _occasion(facts=facts | {"kind": "AUTHORIZE"}))
    assert told is not None
    assert "1.00 EUR did not go through: The card was declined." in told.body
    assert render("payment.failed", _occasion(facts=facts | {"kind": "CAPTURE"})) is None


def test_a_subject_is_one_line_whatever_a_number_may_be() -> None:
    message = render("order.confirmed", _occasion(number="1\r\nBcc: x@example.com"))
    assert message is not None
    assert message.subject == "Order 1 Bcc: x@example.com: it is confirmed"


def test_nobody_is_told_of_what_has_no_words() -> None:
    assert render("order.held", _occasion()) is None
    told = {event for event, tasks in REACTIONS.items() if "notify_customer" in tasks}
    assert told == set(WORDING)


MAIL = Mail(
    id=UUID(int=7),
    sender="orders@shop.example",
    recipient="lena@example.com",
    subject="Order 1: über ✓",
    body="Grüße\n.\nEnde\n",
    written_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
)


async def test_mail_goes_out_by_smtp_with_the_event_s_id_twice_the_same() -> None:
    async with smtp_server() as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}")
        await mailer.send(MAIL)
        await mailer.send(MAIL)

    first, second = (message_from_bytes(raw, policy=default) for raw in server.taken)
    assert first["Message-ID"] == second["Message-ID"] == f"<{MAIL.id}@shop.example>"
    assert first["To"] == "lena@example.com"
    assert first["Subject"] == "Order 1: über ✓"
    assert first["Date"] == "Mon, 02 Mar 2026 09:00:00 +0000"
    assert "Grüße" in first.get_content()


async def test_in_development_mail_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    await ConsoleMailer().send(MAIL)
    assert "mail to lena@example.com: Order 1: über ✓" in capsys.readouterr().out

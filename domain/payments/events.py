"""What happens to an order's money. Amounts are in minor units of `currency`."""

from dataclasses import dataclass
from uuid import UUID

from domain.kernel.events import OrderEvent
from domain.kernel.money import to_decimal


@dataclass(frozen=True, kw_only=True)
class PaymentEvent(OrderEvent):
    """What all of them say: which payment, which transaction, how much."""

    payment_id: UUID
    transaction_id: UUID
    amount: int
    currency: str

    def money(self) -> str:
        return f"{to_decimal(self.amount, self.currency)} {self.currency}"


@dataclass(frozen=True, kw_only=True)
class PaymentRequested(PaymentEvent):
    type = "payment.requested"

    def summary(self) -> str:
        return f"An authorisation of {self.money()} was requested."


@dataclass(frozen=True, kw_only=True)
class PaymentAuthorized(PaymentEvent):
    type = "payment.authorized"

    def summary(self) -> str:
        return f"{self.money()} were authorised."


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(PaymentEvent):
    """The gateway said no, to an authorisation, a capture or a void."""

    type = "payment.failed"
    kind: str
    failure: str

    def summary(self) -> str:
        return f"{self.kind.capitalize()} of {self.money()} failed: {self.failure}"


@dataclass(frozen=True, kw_only=True)
class PaymentCaptureRequested(PaymentEvent):
    type = "payment.capture_requested"

    def summary(self) -> str:
        return f"A capture of {self.money()} was requested."


@dataclass(frozen=True, kw_only=True)
class PaymentCaptured(PaymentEvent):
    type = "payment.captured"

    def summary(self) -> str:
        return f"{self.money()} were captured."


@dataclass(frozen=True, kw_only=True)
class PaymentVoidRequested(PaymentEvent):
    type = "payment.void_requested"

    def summary(self) -> str:
        return f"An authorisation of {self.money()} is to be voided."


@dataclass(frozen=True, kw_only=True)
class PaymentVoided(PaymentEvent):
    type = "payment.voided"

    def summary(self) -> str:
        return f"An authorisation of {self.money()} was voided."


@dataclass(frozen=True, kw_only=True)
class RefundRequested(PaymentEvent):
    type = "refund.requested"

    def summary(self) -> str:
        return f"A refund of {self.money()} was requested."


@dataclass(frozen=True, kw_only=True)
class RefundSucceeded(PaymentEvent):
    type = "refund.succeeded"

    def summary(self) -> str:
        return f"{self.money()} were refunded."


@dataclass(frozen=True, kw_only=True)
class RefundFailed(PaymentEvent):
    type = "refund.failed"
    failure: str

    def summary(self) -> str:
        return f"A refund of {self.money()} failed: {self.failure}"

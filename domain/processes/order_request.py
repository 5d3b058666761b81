"""What a caller asks for when placing an order, and what can be refused without looking anywhere.

Amounts are in major units of the channel's currency, as they came in; quantities in units.
"""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from domain.kernel.address import Address
from domain.kernel.errors import InvalidInput, PermissionDenied
from domain.kernel.idempotency import fingerprint
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import checked_text

MAX_LINES = 500
MAX_TENDERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRequest:
    """A product and how much of it.

    Staff, partners and Waybill itself may also set its price, discount and tax, pin it to a location's
    code, or sell it as a backorder that takes no stock. That it must not wait, anybody may say.
    """

    sku: str
    quantity: int
    unit_price: Decimal | None = None
    discount_total: Decimal | None = None
    tax_total: Decimal | None = None
    location: str | None = None
    backorder: bool | None = None
    "Whether it waits: it does (True), it must not (False), as the product's terms have it (None)."


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderRequest:
    """A payment to be made; without an amount, for all that is left to pay."""

    gateway: str
    method: str | None = None
    amount: Decimal | None = None
    token: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRequest:
    """Everything that makes an order."""

    channel: str
    email: str
    lines: tuple[LineRequest, ...]
    shipping_address: Address
    billing_address: Address | None = None
    customer_name: str | None = None
    shipping_total: Decimal | None = None
    discount_total: Decimal | None = None
    payments: tuple[TenderRequest, ...] = ()
    external_reference: str | None = None
    hold_id: UUID | None = None
    "A hold whose units become the order's."

    def fingerprint(self) -> str:
        """Equal for equal requests: tells a repeated external reference from a reused one."""
        # What is not given leaves requests what they were before it could be.
        return fingerprint("placeOrder", asdict(self, dict_factory=_as_before))


def _as_before(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    said = {name: value for name, value in pairs if value is not None or name not in _NEW}
    if "backorder" in said:
        said["backorder"] = _BACKORDER[said["backorder"]]
    return said


_NEW = ("latitude", "longitude", "hold_id")
_BACKORDER = {None: False, True: True, False: "never"}
"False was what is now None: nothing said."


def check(uow: UnitOfWork, request: OrderRequest) -> None:
    """Raises `InvalidInput` or `PermissionDenied` naming the first field that cannot be."""
    if not request.lines:
        raise InvalidInput("An order has at least one line.", path=("input", "lines"))
    if len(request.lines) > MAX_LINES:
        raise InvalidInput(f"An order has at most {MAX_LINES} lines.", path=("input", "lines"))
    if len(request.payments) > MAX_TENDERS:
        raise InvalidInput(f"At most {MAX_TENDERS} payments.", path=("input", "payments"))
    for index, line in enumerate(request.lines):
        path = ("input", "lines", str(index))
        checked_quantity(line.quantity, path=(*path, "quantity"))
        if not uow.actor.sets_terms:
            _refuse_terms(line, path)
    if request.discount_total is not None and not uow.actor.sets_terms:
        raise PermissionDenied(
            "Only staff and partners may give a discount.", path=("input", "discountTotal")
        )
    if request.external_reference is not None:
        checked_text(request.external_reference, path=("input", "externalReference"))
    request.shipping_address.checked(("input", "shippingAddress"))
    if request.billing_address is not None:
        request.billing_address.checked(("input", "billingAddress"))


def _refuse_terms(line: LineRequest, path: tuple[str, ...]) -> None:
    terms = {
        "unitPrice": line.unit_price is not None,
        "discountTotal": line.discount_total is not None,
        "taxTotal": line.tax_total is not None,
        "location": line.location is not None,
        "backorder": line.backorder is True,
    }
    for name, given in terms.items():
        if given:
            raise PermissionDenied(
                "Customers order at the channel's terms; this is for staff and partners.",
                path=(*path, name),
            )

"""What is ordered: drafting a purchase order, and changing its lines, quantities and dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack
from uuid import UUID

from domain.catalog.queries import named_products
from domain.inventory import ledger
from domain.inventory.arrivals import accounted, checked_arrival, outstanding
from domain.inventory.ledger import Posting
from domain.inventory.queries import get_location
from domain.kernel.errors import IllegalTransition, InvalidInput
from domain.kernel.money import MAX_MINOR, to_minor
from domain.kernel.quantity import checked_quantity
from domain.kernel.uow import UnitOfWork
from domain.kernel.versions import touch
from domain.kernel.words import MAX_TEXT, checked_text, counted
from domain.purchasing import expected, queries
from domain.purchasing.events import PurchaseOrderChanged, PurchaseOrderDrafted
from domain.purchasing.models import PurchaseOrder, PurchaseOrderLine, PurchaseOrderStatus
from domain.purchasing.queries import Terms
from domain.purchasing.rules import fits_packs, receiving_status
from domain.purchasing.service import check_ours, note_change, transition
from domain.purchasing.state import EDITABLE, PURCHASE_ORDER

MAX_LINES = 500
_DATE = ("input", "expectedAt")
Path = tuple[str, ...]
Announced = tuple[int, datetime | None]
"Units of a line that are outstanding, and when they are to arrive."


@dataclass(frozen=True, slots=True)
class LineTerms:
    """So many units of a SKU; `unit_cost` in major units, the supplier's own when None. Zero units take
    the line out."""

    sku: str
    quantity: int
    unit_cost: Decimal | None = None
    expected_at: datetime | None = None
    clears_date: bool = False
    "Without `expected_at`: a line that has a date of its own arrives with the order again."


class PurchaseOrderDetails(TypedDict, total=False):
    """What an order says beside its lines; None clears it."""

    expected_at: datetime | None
    note: str | None


async def create_purchase_order(
    uow: UnitOfWork,
    *,
    supplier_id: UUID,
    location_code: str,
    lines: Sequence[LineTerms],
    expected_at: datetime | None = None,
    note: str | None = None,
) -> PurchaseOrder:
    """Draft an order to a supplier for a location. A draft is nobody's business but ours yet.

    Raises `NotFound` for an unknown supplier, location or SKU, and `InvalidInput` for a supplier that is
    not active, a product that it does not sell or that is a bundle, packs that do not fit, amounts that
    cannot be and a date that has passed.
    """
    supplier = await queries.get_supplier(uow, supplier_id)
    if not supplier.active:
        raise InvalidInput(f"Supplier {supplier.code} is not active.", path=("input", "supplierId"))
    location_id = await get_location(uow, location_code, path=("input", "locationCode"))
    if not lines:
        raise InvalidInput("Name at least one line.", path=("input", "lines"))
    (number,) = await queries.next_numbers(uow, 1)
    order = PurchaseOrder(
        number=number,
        supplier_id=supplier.id,
        location_id=location_id,
        status=PurchaseOrderStatus.DRAFT,
        currency=supplier.currency,
        expected_at=checked_arrival(expected_at, now=uow.now(), path=_DATE),
        note=_checked_note(note),
        created_at=uow.now(),
        updated_at=uow.now(),
    )
    uow.session.add(order)
    await uow.flush()
    note_change(uow, order)
    uow.emit(PurchaseOrderDrafted(purchase_order_id=order.id, number=order.number))
    await _write_lines(uow, order, [], lines)
    await uow.flush()
    return order


async def update_purchase_order(
    uow: UnitOfWork,
    *,
    purchase_order_id: UUID,
    lines: Sequence[LineTerms] = (),
    expected_version: int | None = None,
    **details: Unpack[PurchaseOrderDetails],
) -> PurchaseOrder:
    """Change what is given: lines by their SKU (new ones are added), the date of all that have none of
    their own, the note; None takes a date or a note away. What has arrived stays ordered; what is
    expected follows.

    Raises `NotFound`, `VersionConflict`, `IllegalTransition` once nothing may come any more, and
    `InvalidInput` as `create_purchase_order` does, for a line below what has arrived, and where no line
    would be left.
    """
    order = await queries.lock_purchase_order(uow, purchase_order_id, expected_version=expected_version)
    check_ours(order)
    if order.status not in EDITABLE:
        raise IllegalTransition(
            subject="The purchase order",
            current=order.status,
            requested=order.status,
            allowed=sorted(PURCHASE_ORDER.steps[order.status]),
            because=f"A purchase order that is {order.status} is not changed any more.",
        )
    known = await queries.lines_of(uow, order.id)
    was_outstanding = {line.id: (outstanding(line), expected.expected_at(order, line)) for line in known}
    order.expected_at = checked_arrival(
        details.get("expected_at", order.expected_at),
        now=uow.now(),
        path=_DATE,
        known=order.expected_at,
    )
    order.note = _checked_note(details.get("note", order.note))
    kept = await _write_lines(uow, order, known, lines)
    touch(uow, order)
    if order.status is not PurchaseOrderStatus.DRAFT:
        dropped = [line for line in known if line not in kept]
        uow.emit(PurchaseOrderChanged(purchase_order_id=order.id, number=order.number))
        postings = await _follow(uow, order, kept, dropped, was_outstanding)
        transition(uow, order, to=receiving_status(kept, now=order.status))
        ledger.post_last(uow, postings)
    await uow.flush()
    return order


async def _follow(
    uow: UnitOfWork,
    order: PurchaseOrder,
    kept: Sequence[PurchaseOrderLine],
    dropped: Sequence[PurchaseOrderLine],
    before: Mapping[UUID, Announced],
) -> list[Posting]:
    """Expect what is outstanding now; a line that has another date only is not posted again."""
    nothing: Announced = (0, None)
    now = {line.id: (outstanding(line), expected.expected_at(order, line)) for line in kept}
    counted = [line for line in kept if before.get(line.id, nothing)[0] != now[line.id][0]]
    dated: dict[datetime | None, list[UUID]] = {}
    for line in kept:
        if line not in counted and before[line.id] != now[line.id]:
            dated.setdefault(now[line.id][1], []).append(line.id)
    for date, line_ids in dated.items():
        await expected.reschedule(uow, line_ids, date)
    withdrawn = await expected.withdraw(uow, order, [*counted, *dropped])
    return [*withdrawn, *await expected.announce(uow, order, counted)]


async def _write_lines(
    uow: UnitOfWork,
    order: PurchaseOrder,
    known: Sequence[PurchaseOrderLine],
    asked: Sequence[LineTerms],
) -> list[PurchaseOrderLine]:
    """Change, add and drop lines as asked; every line of the order as it is then."""
    products = await named_products(uow, [each.sku for each in asked])
    found = await queries.terms_by_supplier(uow, [order.supplier_id], products)
    terms = found.get(order.supplier_id, {})
    lines = {line.sku: line for line in known}
    position = max((line.position for line in known), default=0)
    for index, (each, product_id) in enumerate(zip(asked, products, strict=True)):
        path = ("input", "lines", str(index))
        line = lines.get(each.sku)
        if line is not None:
            _check_covers_what_came(line, each.quantity, path)
        if each.quantity == 0 and line is not None:
            await uow.session.delete(lines.pop(each.sku))
            continue
        wanted = _checked_line(each, terms.get(product_id), order, path)
        if line is None:
            position += 1
            line = lines[each.sku] = PurchaseOrderLine(
                purchase_order_id=order.id,
                position=position,
                product_id=product_id,
                sku=each.sku,
                quantity=each.quantity,
            )
            uow.session.add(line)
        line.quantity = each.quantity
        line.supplier_sku = wanted.supplier_sku
        line.unit_cost = _cost(each, wanted, order, line.unit_cost, path)
        line.expected_at = checked_arrival(
            each.expected_at or (None if each.clears_date else line.expected_at),
            now=uow.now(),
            path=(*path, "expectedAt"),
            known=line.expected_at,
        )
    if not 1 <= len(lines) <= MAX_LINES:
        raise InvalidInput(
            f"An order has 1 to {MAX_LINES} lines; one without any is cancelled instead.",
            path=("input", "lines"),
        )
    return list(lines.values())


def _checked_line(asked: LineTerms, terms: Terms | None, order: PurchaseOrder, path: Path) -> Terms:
    checked_quantity(asked.quantity, path=(*path, "quantity"))
    if terms is None or not terms.active:
        raise InvalidInput("The supplier does not sell this.", path=(*path, "sku"))
    if not fits_packs(asked.quantity, pack_size=terms.pack_size, minimum=terms.minimum_quantity):
        raise InvalidInput(
            f"The supplier sells this in packs of {terms.pack_size}, "
            f"and no fewer than {terms.minimum_quantity} units.",
            path=(*path, "quantity"),
        )
    return terms


def _cost(asked: LineTerms, terms: Terms, order: PurchaseOrder, known: int | None, path: Path) -> int:
    """What one unit costs: as asked, as it was agreed on this line, or the supplier's own price."""
    if asked.unit_cost is not None:
        cost = to_minor(asked.unit_cost, order.currency, path=(*path, "unitCost"))
    else:
        cost = terms.cost if known is None else known
    if cost * asked.quantity > MAX_MINOR:
        raise InvalidInput("The line costs too much.", path=(*path, "quantity"))
    return cost


def _check_covers_what_came(line: PurchaseOrderLine, quantity: int, path: Path) -> None:
    if quantity < accounted(line):
        raise InvalidInput(
            f"{counted(accounted(line), 'unit of it is', 'units of it are')} accounted for.",
            path=(*path, "quantity"),
        )


def _checked_note(note: str | None) -> str | None:
    return None if note is None else checked_text(note, path=("input", "note"), longest=MAX_TEXT)

"""The proof: figures from the database beside figures from the files, order by order and in sum.

Nothing here trusts the replay: what is compared was read back after it, and an order counts for its
row's status only where its state in the database is the one that the row says.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, Text, any_, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from domain.catalog.models import products
from domain.customers.models import customers
from domain.imports.olist.naming import customer_email
from domain.imports.olist.plan import Plan
from domain.imports.olist.replay import state_differences
from domain.imports.olist.report import Difference, Figure
from domain.imports.olist.rows import OlistData
from domain.imports.olist.seed.masters import CHANNEL, CURRENCY, OPENING, units_needed
from domain.inventory.explained import list_drift
from domain.inventory.models import locations
from domain.kernel.database import Reader
from domain.kernel.money import to_decimal
from domain.orders.models import orders

_ORDERS = text(
    """
    SELECT o.external_reference, o.status, o.allocation_status, o.fulfillment_status,
           o.return_status, o.captured_total, o.refunded_total, o.placed_shipping,
           l.units, l.merchandise, p.payments, p.tendered
    FROM orders o
    JOIN channel c ON c.id = o.channel_id AND c.code = :channel
    JOIN (SELECT order_id, sum(quantity) AS units, sum(quantity * unit_price) AS merchandise
          FROM order_line GROUP BY order_id) l ON l.order_id = o.id
    LEFT JOIN (SELECT order_id, count(*) AS payments, sum(amount) AS tendered
               FROM payment GROUP BY order_id) p ON p.order_id = o.id
    """
).columns(
    status=orders.c.status.type,
    allocation_status=orders.c.allocation_status.type,
    fulfillment_status=orders.c.fulfillment_status.type,
    return_status=orders.c.return_status.type,
)
_OPENING = text("SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE reference = :reference")


async def reconcile(
    read: Reader, data: OlistData, plans: Sequence[Plan]
) -> tuple[list[Figure], list[Difference]]:
    """Every figure beside its expectation, and every order that differs."""
    found = await read.execute(_ORDERS, {"channel": CHANNEL})
    rows: dict[str, Row[Any]] = {row.external_reference: row for row in found}
    there = [plan for plan in plans if plan.order_id in rows]
    wrong = {plan.order_id: _differences(plan, rows[plan.order_id]) for plan in there}
    figures = [
        *_sums(data, plans, [rows[plan.order_id] for plan in there]),
        *_by_status(plans, [plan for plan in there if not wrong[plan.order_id]]),
        *await _masters(read, data, plans),
    ]
    differences = [Difference(id, what) for id, several in wrong.items() for what in several]
    missing = [Difference(plan.order_id, "is missing") for plan in plans if plan.order_id not in rows]
    return figures, [*missing, *differences]


def _sums(data: OlistData, plans: Sequence[Plan], rows: Sequence[Row[Any]]) -> list[Figure]:
    """Straight from the files' rows, so that a plan that lost an item would be noticed here."""
    items = [item for plan in plans for item in data.items[plan.order_id]]
    payments = [each for plan in plans for each in data.payments.get(plan.order_id, ())]

    def money(what: str, expected: Iterable[Decimal], minor: Iterable[int]) -> Figure:
        found = to_decimal(sum(minor), CURRENCY)
        return Figure(f"{what}, {CURRENCY}", sum(expected, Decimal(0)), found)

    return [
        Figure("orders", len(plans), len(rows)),
        Figure("units", len(items), sum(int(row.units) for row in rows)),
        money(
            "merchandise",
            (item.price for item in items),
            (int(row.merchandise) for row in rows),
        ),
        money(
            "freight",
            (item.freight for item in items),
            (row.placed_shipping for row in rows),
        ),
        money(
            "tendered",
            (payment.amount for payment in payments),
            (int(row.tendered or 0) for row in rows),
        ),
        Figure("payments", len(payments), sum(row.payments or 0 for row in rows)),
        money(
            "captured",
            (plan.ending.captured for plan in plans),
            (row.captured_total for row in rows),
        ),
        money(
            "refunded",
            (plan.ending.refunded for plan in plans),
            (row.refunded_total for row in rows),
        ),
    ]


def _by_status(plans: Sequence[Plan], agreeing: Sequence[Plan]) -> list[Figure]:
    expected = Counter(plan.row_status for plan in plans)
    found = Counter(plan.row_status for plan in agreeing)
    return [Figure(f"orders {status}", count, found[status]) for status, count in expected.most_common()]


def _differences(plan: Plan, row: Row[Any]) -> list[str]:
    pairs: Mapping[str, tuple[Decimal | int, Decimal | int]] = {
        "units": (plan.units, int(row.units)),
        "merchandise": (plan.merchandise, to_decimal(int(row.merchandise), CURRENCY)),
        "freight": (plan.freight, to_decimal(row.placed_shipping, CURRENCY)),
        "payments": (len(plan.tenders), row.payments or 0),
        "tendered": (plan.tendered, to_decimal(int(row.tendered or 0), CURRENCY)),
    }
    return [
        *(
            f"{what} is {found}, the row says {expected}"
            for what, (expected, found) in pairs.items()
            if expected != found
        ),
        *state_differences(plan, row),
    ]


async def _masters(read: Reader, data: OlistData, plans: Sequence[Plan]) -> list[Figure]:
    emails = {customer_email(customer) for customer in data.customers.values()}
    opening = (await read.execute(_OPENING, {"reference": OPENING})).scalar_one()
    drift = await list_drift(read)
    return [
        Figure("locations", len(data.sellers), await _known(read, locations.c.code, data.sellers)),
        Figure("products", len(data.products), await _known(read, products.c.sku, data.products)),
        Figure("customers", len(emails), await _known(read, customers.c.email, emails)),
        Figure("opening stock, units", units_needed(plans).total(), int(opening)),
        Figure("stock levels that movements do not explain", 0, len(drift)),
    ]


async def _known(read: Reader, column: ColumnElement[str], keys: Collection[str]) -> int:
    wanted = bindparam("keys", list(keys), type_=ARRAY(Text))
    statement = select(func.count()).where(column == any_(wanted))
    return (await read.execute(statement)).scalar_one()

"""Preorders and their date: before it nothing leaves, also of what is there already.

The policy of the moment decides, so a date that is moved moves what waits for it, and a product that is
no longer preordered may leave at once.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from domain.backorders.errors import PreorderNotDue
from domain.backorders.models import BackorderKind, backorder_policies
from domain.kernel.uow import UnitOfWork

_DATES = select(backorder_policies.c.product_id, backorder_policies.c.available_on).where(
    backorder_policies.c.channel_id == bindparam("channel", type_=Uuid),
    backorder_policies.c.product_id == any_(bindparam("products", type_=ARRAY(Uuid))),
    backorder_policies.c.kind == BackorderKind.PREORDER,
    backorder_policies.c.available_on > bindparam("now"),
)
PREORDERED = """backorder_policy p
    ON p.product_id = l.product_id AND p.channel_id = ordered.channel_id
   AND p.kind = 'PREORDER' AND p.available_on > coalesce(:now, now())"""
"""For statements: the policy that holds a line `l` of the order `ordered` back at `:now`; null is the
present."""


async def check_due(
    uow: UnitOfWork, *, channel_id: UUID, skus: Mapping[UUID, str], path: Sequence[str]
) -> None:
    """Raises `PreorderNotDue` naming the product (id → SKU) that is held back for the longest time."""
    named = {"channel": channel_id, "products": list(skus), "now": uow.now()}
    dates: dict[UUID, datetime] = {
        row.product_id: row.available_on for row in await uow.session.execute(_DATES, named)
    }
    if dates:
        last = max(dates, key=lambda product_id: (dates[product_id], skus[product_id]))
        raise PreorderNotDue(skus[last], dates[last], path=path)

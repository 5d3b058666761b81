"""setBackorderPolicy: how far a product is sold beyond its stock in a channel."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from domain.backorders.models import BackorderKind, BackorderPolicy, backorder_policies
from domain.catalog.bundles import refuse_bundles
from domain.catalog.queries import find_product_id, get_channel
from domain.kernel.errors import InvalidInput, NotFound
from domain.kernel.quantity import MAX_QUANTITY
from domain.kernel.uow import UnitOfWork
from domain.kernel.words import counted


async def set_backorder_policy(
    uow: UnitOfWork,
    *,
    sku: str,
    channel: str,
    kind: BackorderKind,
    cap: int | None = None,
    available_on: datetime | None = None,
) -> BackorderPolicy:
    """Deny, allow up to `cap` units that wait at the same time, or take preorders for a date.

    What waits already stays and is counted: a cap below it is refused, and so is a bundle, which waits
    as far as its components may. Raises `NotFound` and `InvalidInput`.
    """
    if cap is not None and not 0 <= cap <= MAX_QUANTITY:
        raise InvalidInput("A cap is a whole number from 0 to 2147483647.", path=("input", "cap"))
    if (kind is BackorderKind.PREORDER) is (available_on is None):
        raise InvalidInput(
            "A preorder has a date, and nothing else has one.", path=("input", "availableOn")
        )
    product_id = await find_product_id(uow, sku)
    if product_id is None:
        raise NotFound(f"There is no product {sku!r}.", path=("input", "sku"))
    await refuse_bundles(uow, {sku: ("input", "sku")})
    channel_id = (await get_channel(uow, channel, path=("input", "channel"))).id
    policy = await _lock(uow, product_id, channel_id)
    if policy is None:
        policy = BackorderPolicy(
            product_id=product_id, channel_id=channel_id, kind=kind, updated_at=uow.now()
        )
        uow.session.add(policy)
    if cap is not None and cap < policy.taken:
        raise InvalidInput(
            f"{counted(policy.taken, 'unit waits', 'units wait')} already.", path=("input", "cap")
        )
    policy.kind, policy.cap, policy.available_on = kind, cap, available_on
    policy.updated_at = uow.now()
    await uow.flush()
    return policy


async def _lock(uow: UnitOfWork, product_id: UUID, channel_id: UUID) -> BackorderPolicy | None:
    statement = (
        select(BackorderPolicy)
        .where(
            backorder_policies.c.product_id == product_id,
            backorder_policies.c.channel_id == channel_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await uow.session.execute(statement)).scalar_one_or_none()

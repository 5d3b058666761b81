"""A draft is the row that its model would have made, and is written like it."""

import pytest

from domain.inventory.models import Reservation
from domain.kernel.drafts import drafted, finished
from domain.kernel.ids import new_id
from domain.kernel.uow import UnitOfWork
from domain.orders.models import OrderLine
from tests.factories.orders import placed
from tests.factories.rows import fetch
from tests.factories.shop import Shop


def test_a_draft_has_the_defaults_of_its_model() -> None:
    values = {
        "order_id": new_id(),
        "position": 1,
        "product_id": new_id(),
        "sku": "MUG",
        "name": "Mug",
        "quantity": 2,
        "id": new_id(),
    }
    draft = drafted(OrderLine, **values)
    assert vars(draft) == OrderLine(**values).model_dump()
    assert finished(draft).model_dump() == OrderLine(**values).model_dump()


def test_two_drafts_share_nothing() -> None:
    ids = {"order_line_id": new_id(), "order_id": new_id(), "product_id": new_id()}
    one, other = (drafted(Reservation, **ids, location_id=new_id(), quantity=1) for _ in range(2))
    one.quantity += 1
    assert (one.quantity, other.quantity) == (2, 1)
    assert one.id != other.id


def test_a_draft_that_lacks_something_is_none() -> None:
    with pytest.raises(TypeError, match="a draft of OrderLine needs name, position, product_id, sku"):
        drafted(OrderLine, order_id=new_id(), quantity=1)


async def test_a_finished_draft_may_be_added_to_the_session(shop: Shop) -> None:
    order_id = await placed(shop, {"MUG": 1})
    [line] = await shop.lines(order_id)

    async def keep(uow: UnitOfWork) -> None:
        draft = drafted(
            Reservation,
            order_id=order_id,
            order_line_id=line["id"],
            product_id=line["product_id"],
            location_id=shop.locations["MUC"].id,
            quantity=1,
        )
        kept = finished(draft)
        uow.session.add(kept)
        await uow.flush()
        kept.quantity = 3

    await shop.do(keep)
    kept = await fetch(shop.database, "SELECT quantity FROM reservation ORDER BY quantity")
    assert [row["quantity"] for row in kept] == [1, 3]

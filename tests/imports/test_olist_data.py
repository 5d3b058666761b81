"""The real data, where it lies beside the repository: what the files say, without replaying it.

Nothing of it is in this repository (CC BY-NC-SA 4.0). The replay itself is `waybill import olist`.
"""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from domain.imports.olist.history import plan_history
from domain.imports.olist.plan import Deed, Quirk, SkipReason
from domain.imports.olist.reader import read_olist

DATA = Path(__file__).parents[3] / "shared" / "data" / "olist"


@pytest.mark.skipif(not DATA.is_dir(), reason="the Olist data is not here")
def test_what_the_files_say() -> None:
    plans, skipped = plan_history(read_olist(DATA))
    assert (len(plans), len(skipped)) == (7360, 775)
    assert sum(plan.units for plan in plans) == 8365
    assert sum(plan.merchandise for plan in plans) == Decimal("1093264.35")
    assert sum(plan.freight for plan in plans) == Decimal("172288.39")
    assert sum(plan.tendered for plan in plans) == Decimal("1266010.86")
    assert sum(len(plan.tenders) for plan in plans) == 8094
    assert Counter(plan.row_status for plan in plans) == {
        "delivered": 5172,
        "shipped": 1106,
        "canceled": 461,
        "invoiced": 312,
        "processing": 301,
        "unavailable": 6,
        "approved": 2,
    }
    assert {each.reason for each in skipped} == {SkipReason.NO_ITEMS}
    quirks = Counter(quirk for plan in plans for quirk in plan.quirks)
    disordered = quirks[Quirk.LEFT_BEFORE_APPROVAL] + quirks[Quirk.DELIVERED_BEFORE_LEAVING]
    assert disordered == 80
    assert quirks[Quirk.PAID_MORE] + quirks[Quirk.PAID_LESS] == 42
    assert (quirks[Quirk.CANCELED_UNDERWAY], quirks[Quirk.CANCELED_DELIVERED]) == (75, 6)
    assert (quirks[Quirk.NO_DELIVERY_DATE], quirks[Quirk.NO_CARRIER_DATE]) == (8, 1)
    assert quirks[Quirk.SEVERAL_SELLERS] == 71
    left = Counter(quirk for order in skipped for quirk in order.quirks)
    assert quirks[Quirk.ZERO_PAYMENT] + left[Quirk.ZERO_PAYMENT] == 5
    assert quirks[Quirk.UNTYPED_PAYMENT] + left[Quirk.UNTYPED_PAYMENT] == 3
    for plan in plans:
        assert plan.steps[0].deed is Deed.PLACE
        assert [step.at for step in plan.steps] == sorted(step.at for step in plan.steps)

"""Other policies over the history: seller only must come to what the history did, parcel by parcel."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from domain.imports.olist.command import import_olist
from domain.imports.olist.history import plan_history
from domain.imports.olist.rows import OlistData, PointRow
from domain.imports.olist.simulate import Simulation, simulate
from domain.kernel.database import Database
from tests.factories.rows import fetch_one
from tests.imports.sample import SAMPLE, sample

RIO, CURITIBA = (-22.9, -43.2), (-25.43, -49.27)


def on_the_map() -> OlistData:
    """The sample, with its customers in Rio and the seller of chairs in Curitiba."""
    zips = {customer.zip_prefix for customer in sample().customers.values()}
    extra = [PointRow(zip_prefix, *RIO, "rio de janeiro") for zip_prefix in sorted(zips)]
    points = [each for each in sample().points if each.zip_prefix != "80002"]
    return replace(sample(), points=[*points, *extra, PointRow("80002", *CURITIBA, "curitiba")])


def two_sellers_of_lamps() -> OlistData:
    """First a lamp from Curitiba with a chair from São Paulo, then a lamp from São Paulo."""
    data = on_the_map()
    first = next(order for order in data.orders if order.id == "delivered-two-sellers")
    second = replace(
        first,
        id="second",
        purchased_at=first.purchased_at.replace(hour=11),
    )
    (item, *_) = data.items[first.id]
    sao_paulo, curitiba = "seller-lamps", "seller-chairs"

    def bought(order_id: str, position: int, product: str, seller: str) -> object:
        return replace(item, order_id=order_id, position=position, product_id=product, seller_id=seller)

    items = {
        first.id: [
            bought(first.id, 1, "product-lamp", curitiba),
            bought(first.id, 2, "product-chair", sao_paulo),
        ],
        second.id: [bought(second.id, 1, "product-lamp", sao_paulo)],
    }
    payments = {second.id: data.payments[first.id], **data.payments}
    return replace(data, orders=[first, second], items=items, payments=payments)


def run(data: OlistData) -> Simulation:
    return simulate(data, plan_history(data)[0])


def figures(found: Simulation) -> dict[str, tuple[int, int, int, Decimal]]:
    """Policy → (orders, parcels, units missing, mean kilometres)."""
    return {
        each.policy: (each.orders, each.parcels, each.missing, each.mean_kilometres)
        for each in (*found.outcomes, found.history)
    }


def test_seller_only_is_what_the_history_did() -> None:
    found = run(on_the_map())
    assert found.agrees
    by_policy = figures(found)
    assert by_policy["seller only"] == by_policy["history"]
    assert by_policy["history"][:3] == (21, 24, 0)
    assert by_policy["history"][3] > 300
    assert found.history.split_orders == 3


def test_what_a_seller_cannot_have_had_is_no_agreement() -> None:
    data = on_the_map()
    found = run(data)
    moved = replace(found.history, parcels=found.history.parcels + 1)
    assert not replace(found, history=moved).agrees
    farther = replace(found.history, distance=found.history.distance + 1)
    assert not replace(found, history=farther).agrees


def test_fewest_splits_and_nearest_choose_another_seller() -> None:
    """Rio is 340 km from São Paulo and 680 km from Curitiba."""
    by_policy = figures(run(two_sellers_of_lamps()))
    assert by_policy["history"][:3] == (2, 3, 0)
    assert by_policy["seller only"][:3] == (2, 3, 0)
    assert by_policy["fewest splits"][:3] == (2, 2, 0)
    assert by_policy["nearest"][:3] == (2, 2, 0)


async def test_the_replay_opened_as_many_fulfillment_orders_as_seller_only_sends_parcels(
    database: Database, database_url: str
) -> None:
    await import_olist(SAMPLE, database_url=database_url, workers=1)
    row = await fetch_one(
        database,
        """SELECT count(DISTINCT order_id) AS orders, count(*) AS parcels,
                  (SELECT count(*) FROM (SELECT FROM fulfillment_order GROUP BY order_id
                                         HAVING count(*) > 1) several) AS split
           FROM fulfillment_order""",
    )
    mine = next(each for each in run(sample()).outcomes if each.policy == "seller only")
    assert (mine.orders, mine.parcels, mine.split_orders) == (
        row["orders"],
        row["parcels"],
        row["split"],
    )


def test_the_command_prints_a_row_a_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    answer = CliRunner().invoke(app, ["simulate", "olist", str(SAMPLE)])
    assert answer.exit_code == 0, answer.output
    rows = [" ".join(line.replace("│", " ").split()) for line in answer.output.splitlines()]
    assert "seller only 24 3 3 0 0.000" in rows
    assert "history 24 3 3 0 0.000" in rows
    assert "Seller only is what the history did." in answer.output


def test_the_command_says_what_it_cannot_read(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["simulate", "olist", str(tmp_path)]).exit_code == 1

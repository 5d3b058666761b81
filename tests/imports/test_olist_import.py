"""A history replayed through the domain verbs, compared with its files, stopped and run again."""

import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from domain.catalog.service import create_channel
from domain.imports.olist import command, workers
from domain.imports.olist.command import AlreadyRunning, import_olist
from domain.imports.olist.report import Report
from domain.imports.olist.seed.masters import ForeignChannel
from domain.kernel.actor import system
from domain.kernel.database import Database
from domain.kernel.uow import transaction
from tests.factories.proof import prove
from tests.factories.rows import execute, fetch, fetch_one
from tests.imports.sample import SAMPLE, history


async def replayed(url: str, directory: Path = SAMPLE, *, at_once: int = 1) -> Report:
    return await import_olist(directory, database_url=url, workers=at_once)


async def order(database: Database, reference: str) -> Mapping[str, Any]:
    return await fetch_one(database, "SELECT * FROM orders WHERE external_reference = $1", reference)


async def events(database: Database, reference: str) -> list[tuple[str, str]]:
    rows = await fetch(
        database,
        """SELECT type, to_char(occurred_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') AS at
           FROM event JOIN orders o ON o.id = order_id
           WHERE o.external_reference = $1 ORDER BY sequence""",
        reference,
    )
    return [(row["type"], row["at"]) for row in rows]


async def counts(database: Database) -> Mapping[str, Any]:
    return await fetch_one(
        database,
        """SELECT (SELECT count(*) FROM orders) AS orders, (SELECT count(*) FROM event) AS events,
                  (SELECT count(*) FROM stock_movement) AS movements,
                  (SELECT count(*) FROM payment_transaction) AS transactions,
                  (SELECT count(*) FROM customer) AS customers""",
    )


async def test_every_figure_agrees_with_the_files(database: Database, database_url: str) -> None:
    report = await replayed(database_url)
    assert [figure for figure in report.figures if not figure.agrees] == []
    assert report.agrees
    assert (report.replayed, report.already_there) == (23, 0)
    assert {figure.name: figure.found for figure in report.figures} == {
        "orders": 23,
        "units": 28,
        "merchandise, BRL": Decimal("635.30"),
        "freight, BRL": Decimal("117.90"),
        "tendered, BRL": Decimal("756.24"),
        "payments": 50,
        "captured, BRL": Decimal("743.74"),
        "refunded, BRL": Decimal("265.90"),
        "orders delivered": 14,
        "orders canceled": 3,
        "orders approved": 1,
        "orders created": 1,
        "orders invoiced": 1,
        "orders processing": 1,
        "orders shipped": 1,
        "orders unavailable": 1,
        "locations": 3,
        "products": 4,
        "customers": 27,
        "opening stock, units": 27,
        "stock levels that movements do not explain": 0,
    }
    assert len(report.skipped) == 6
    await prove(database)


async def test_history_happens_at_its_own_time(database: Database, database_url: str) -> None:
    await replayed(database_url)
    assert await events(database, "shipped-plain") == [
        ("order.placed", "03-01 13:00"),
        ("payment.authorized", "03-01 13:00"),
        ("order.confirmed", "03-01 13:00"),
        ("payment.captured", "03-02 12:30"),
        ("fulfillment_order.opened", "03-02 12:30"),
        ("order.allocated", "03-02 12:30"),
        ("shipment.created", "03-05 18:00"),
        ("shipment.in_transit", "03-05 18:00"),
    ]
    moments = [at for _, at in await events(database, "canceled-underway")]
    assert moments == sorted(moments)
    shipment = await fetch_one(
        database,
        """SELECT s.status, s.shipped_at, s.delivered_at FROM shipment s
           JOIN orders o ON o.id = s.order_id WHERE o.external_reference = 'delivered-no-date'""",
    )
    assert shipment["status"] == "DELIVERED"
    assert shipment["shipped_at"].isoformat() == "2018-03-05T18:00:00+00:00"
    assert shipment["delivered_at"].isoformat() == "2018-03-20T03:00:00+00:00"


async def test_the_ledger_tells_it_at_its_own_time(database: Database, database_url: str) -> None:
    await replayed(database_url)
    movements = await fetch(
        database,
        """SELECT m.kind, to_char(m.created_at AT TIME ZONE 'UTC', 'MM-DD HH24:MI') AS at
           FROM stock_movement m JOIN orders o ON m.reference LIKE o.number || '%'
           WHERE o.external_reference = 'shipped-plain' ORDER BY m.sequence""",
    )
    assert [(row["kind"], row["at"]) for row in movements] == [
        ("RESERVE", "03-01 13:00"),
        ("UNRESERVE", "03-02 12:30"),
        ("ALLOCATE", "03-02 12:30"),
        ("SHIP", "03-05 18:00"),
    ]


async def test_nobody_is_told_today_what_happened_then(database: Database, database_url: str) -> None:
    await replayed(database_url)
    assert await fetch(database, "SELECT * FROM outbox") == []
    assert await fetch(database, "SELECT * FROM task") == []


async def test_each_seller_ships_its_own(database: Database, database_url: str) -> None:
    await replayed(database_url)
    parcels = await fetch(
        database,
        """SELECT l.code, sum(sl.quantity)::int AS units FROM shipment s
           JOIN fulfillment_order f ON f.id = s.fulfillment_order_id
           JOIN location l ON l.id = f.location_id JOIN orders o ON o.id = s.order_id
           JOIN shipment_line sl ON sl.shipment_id = s.id
           WHERE o.external_reference = 'delivered-two-sellers' GROUP BY l.code ORDER BY l.code""",
    )
    assert [tuple(parcel.values()) for parcel in parcels] == [
        ("seller-chairs", 2),
        ("seller-lamps", 1),
    ]


async def test_what_was_canceled_underway_is_back_and_refunded(
    database: Database, database_url: str
) -> None:
    await replayed(database_url)
    canceled = await order(database, "canceled-underway")
    assert (canceled["return_status"], canceled["payment_status"]) == ("RETURNED", "REFUNDED")
    # It had cost 127.45 and was paid with 130.00: the 2.55 too much go back as well.
    assert (canceled["captured_total"], canceled["refunded_total"]) == (13000, 13000)
    back = await fetch(
        database,
        """SELECT l.code, m.quantity FROM stock_movement m
           JOIN stock_level s ON s.id = m.stock_level_id JOIN location l ON l.id = s.location_id
           WHERE m.kind = 'RETURN' ORDER BY l.code, m.quantity""",
    )
    assert [tuple(row.values()) for row in back] == [
        ("seller-chairs", 1),
        ("seller-lamps", 1),
        ("seller-nowhere", 1),
    ]


async def test_what_could_not_be_found_waits(database: Database, database_url: str) -> None:
    await replayed(database_url)
    waiting = await order(database, "unavailable-with-items")
    assert (waiting["status"], waiting["allocation_status"], waiting["payment_status"]) == (
        "CONFIRMED",
        "BACKORDERED",
        "PAID",
    )


async def test_running_it_again_changes_nothing(database: Database, database_url: str) -> None:
    await replayed(database_url)
    before = await counts(database)
    again = await replayed(database_url)
    assert (again.replayed, again.already_there) == (0, 23)
    assert again.agrees
    assert await counts(database) == before


async def test_stopped_in_the_middle_it_goes_on(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(BaseException):
        pass

    def stop_at_ten(stage: str, done: int, total: int) -> None:
        if stage == "Orders" and done >= 10:
            raise Stopped

    monkeypatch.setattr(workers, "CHUNK", 5)
    with pytest.raises(Stopped):
        await import_olist(SAMPLE, database_url=database_url, workers=1, progress=stop_at_ten)
    assert (await counts(database))["orders"] == 10
    await prove(database)
    report = await replayed(database_url)
    assert (report.replayed, report.already_there) == (13, 10)
    assert report.agrees


async def test_two_processes_share_the_work(database: Database, database_url: str) -> None:
    report = await replayed(database_url, at_once=2)
    assert report.agrees
    assert report.replayed == 23
    await prove(database)


async def test_an_order_that_cannot_happen_is_reported_and_the_others_go_on(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    directory = Path(shutil.copytree(SAMPLE, tmp_path / "olist"))
    payments = directory / "olist_order_payments_dataset.csv"
    # More tenders than an order may have.
    payments.write_text(
        payments.read_text() + "".join(f"shipped-plain,{nth},voucher,1,0.01\n" for nth in range(2, 90))
    )
    report = await replayed(database_url, directory)
    assert not report.agrees
    assert [failure.order_id for failure in report.failures] == ["shipped-plain"]
    assert [(each.order_id, each.what) for each in report.differences] == [
        ("shipped-plain", "is missing")
    ]
    assert {figure.name for figure in report.figures if not figure.agrees} >= {
        "orders",
        "orders shipped",
        "tendered, BRL",
    }
    assert (await counts(database))["orders"] == 22


async def test_a_figure_that_differs_is_seen(database: Database, database_url: str) -> None:
    await replayed(database_url)
    await execute(
        database,
        """UPDATE order_line SET unit_price = unit_price + 1 WHERE order_id =
           (SELECT id FROM orders WHERE external_reference = 'shipped-plain')""",
    )
    await execute(database, "UPDATE stock_level SET on_hand = on_hand + 1 WHERE on_hand > 0")
    report = await replayed(database_url)
    assert not report.agrees
    assert {figure.name: figure.found for figure in report.figures if not figure.agrees} == {
        "merchandise, BRL": Decimal("635.31"),
        "orders shipped": 0,
        "stock levels that movements do not explain": 3,
    }
    assert [(each.order_id, each.what) for each in report.differences] == [
        ("shipped-plain", "merchandise is 7.36, the row says 7.35")
    ]


async def test_one_import_at_a_time(database: Database, database_url: str) -> None:
    async with database.read() as read:
        await read.execute(text("SELECT pg_advisory_lock(:key)"), {"key": command._LOCK})
        with pytest.raises(AlreadyRunning):
            await replayed(database_url)
        await read.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": command._LOCK})
    assert (await replayed(database_url)).agrees


async def test_a_channel_of_that_name_that_is_not_ours_is_left_alone(
    database: Database, database_url: str
) -> None:
    async with transaction(database, actor=system("test")) as uow:
        await create_channel(uow, code="olist", name="Ours", currency="EUR")
    with pytest.raises(ForeignChannel):
        await replayed(database_url)
    assert (await counts(database))["orders"] == 0


async def test_orders_of_one_customer_meet(database: Database, database_url: str) -> None:
    await replayed(database_url)
    orders = await fetch(
        database,
        """SELECT external_reference FROM orders JOIN customer c ON c.id = customer_id
           WHERE c.email = 'person-lena@olist.example' ORDER BY placed_at""",
    )
    assert [row["external_reference"] for row in orders] == [
        "delivered-two-of-one",
        "delivered-two-sellers",
    ]
    assert history()[0]["delivered-two-of-one"].email == "person-lena@olist.example"


async def test_progress_is_told_stage_by_stage(database: Database, database_url: str) -> None:
    told: list[tuple[str, int, int]] = []
    await import_olist(
        SAMPLE, database_url=database_url, workers=1, progress=lambda *each: told.append(each)
    )
    assert [each for each in told if each[0] != "Orders"] == [
        ("Reading the files", 0, 0),
        ("Locations, products, customers and stock", 0, 0),
        ("Reconciling", 0, 0),
    ]
    orders = [(done, total) for stage, done, total in told if stage == "Orders"]
    assert (orders[0], orders[-1]) == ((0, 23), (23, 23))

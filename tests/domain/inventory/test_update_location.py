"""updateLocation, deactivateLocation, activateLocation: what is given changes, the rest stays."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest

from domain.catalog.service import create_channel
from domain.inventory.calendar import Hours, Weekday
from domain.inventory.locations import activate_location, deactivate_location, update_location
from domain.inventory.models import LocationKind
from domain.inventory.service import create_location
from domain.kernel.errors import InsufficientStock, InvalidInput, NotFound
from domain.kernel.ids import new_id
from tests.factories.orders import allocated, placed, work
from tests.factories.people import ADDRESS
from tests.factories.proof import prove
from tests.factories.reading import refused, unchanged
from tests.factories.shop import Shop

NINE_TO_FIVE = [Hours(time(9), time(17))]
EVERYTHING: dict[str, Any] = {
    "name": "Berlin, Mitte",
    "kind": LocationKind.STORE,
    "address": replace(ADDRESS, city="Potsdam"),
    "latitude": 52.4,
    "longitude": 13.1,
    "priority": 5,
    "time_zone": "Europe/Berlin",
    "opening_hours": {Weekday.MONDAY: NINE_TO_FIVE},
    "closures": [date(2026, 12, 25)],
    "cut_off": time(16, 30),
    "daily_capacity": 40,
    "channels": ["web"],
}


async def berlin(shop: Shop) -> dict[str, Any]:
    (row,) = await shop.rows("SELECT * FROM location WHERE code = 'BER'")
    return dict(row)


async def told(shop: Shop) -> list[tuple[str, str | None]]:
    rows = await shop.rows(
        "SELECT type, facts->>'changed' AS changed FROM event"
        " WHERE type LIKE 'location.%' AND type <> 'location.created' ORDER BY id"
    )
    return [(row["type"], row["changed"]) for row in rows]


async def test_everything_of_a_location_may_be_said_anew(shop: Shop) -> None:
    id = shop.locations["BER"].id
    await shop.do(update_location, location_id=id, **EVERYTHING)
    row = await berlin(shop)
    assert (row["name"], row["kind"], row["priority"]) == ("Berlin, Mitte", "STORE", 5)
    assert (row["latitude"], row["longitude"], row["daily_capacity"]) == (52.4, 13.1, 40)
    assert (row["time_zone"], row["cut_off"]) == ("Europe/Berlin", time(16, 30))
    assert row["serves_every_channel"] is False
    channels = await shop.rows("SELECT channel_id FROM location_channel")
    assert [each["channel_id"] for each in channels] == [shop.channel.id]
    ((event, changed),) = await told(shop)
    assert event == "location.updated"
    assert changed == ", ".join(sorted(EVERYTHING))


async def test_what_is_not_given_stays_and_nothing_new_is_no_event(shop: Shop) -> None:
    id = shop.locations["BER"].id
    await shop.do(update_location, location_id=id, **EVERYTHING)
    before = await berlin(shop)
    async with unchanged(shop.database):
        await shop.do(update_location, location_id=id, **EVERYTHING)
        await shop.do(update_location, location_id=id)
    await shop.do(update_location, location_id=id, cut_off=None, channels=None, opening_hours=None)
    changed = {name for name, value in (await berlin(shop)).items() if value != before[name]}
    assert changed == {"cut_off", "opening_hours", "serves_every_channel"}
    assert await shop.rows("SELECT 1 FROM location_channel") == []
    assert (await told(shop))[-1] == ("location.updated", "channels, cut_off, opening_hours")


async def test_a_new_location_may_have_it_all_at_once(shop: Shop) -> None:
    await shop.do(create_location, code="CGN", **EVERYTHING)
    (row,) = await shop.rows("SELECT * FROM location WHERE code = 'CGN'")
    assert (row["kind"], row["serves_every_channel"]) == ("STORE", False)
    assert len(await shop.rows("SELECT 1 FROM location_channel")) == 1


async def test_an_address_that_knows_where_it_is_tells_the_location(shop: Shop) -> None:
    await shop.do(
        create_location,
        code="CGN",
        name="Cologne",
        address=replace(ADDRESS, latitude=50.9, longitude=7.0),
    )
    (row,) = await shop.rows("SELECT * FROM location WHERE code = 'CGN'")
    assert (row["latitude"], row["longitude"]) == (50.9, 7.0)
    id = shop.locations["BER"].id
    moved = replace(ADDRESS, latitude=52.3, longitude=13.2)
    await shop.do(update_location, location_id=id, address=moved, latitude=52.4, longitude=13.1)
    assert ((await berlin(shop))["latitude"], (await berlin(shop))["longitude"]) == (52.4, 13.1)
    await shop.do(update_location, location_id=id, address=ADDRESS)
    assert (await berlin(shop))["latitude"] == 52.4
    async with refused(shop.database, InvalidInput, path=("input", "latitude")):
        await shop.do(update_location, location_id=id, latitude=None)
    await shop.do(update_location, location_id=id, latitude=None, longitude=None)
    assert (await berlin(shop))["longitude"] is None


@pytest.mark.parametrize(
    ("change", "error", "path"),
    [
        ({"name": " "}, InvalidInput, ("name",)),
        ({"address": replace(ADDRESS, city="")}, InvalidInput, ("address", "city")),
        ({"latitude": 91.0}, InvalidInput, ("latitude",)),
        ({"longitude": -181.0}, InvalidInput, ("longitude",)),
        ({"latitude": 52.4}, InvalidInput, ("longitude",)),
        ({"time_zone": "Mars/Olympus"}, InvalidInput, ("timeZone",)),
        (
            {"opening_hours": {Weekday.FRIDAY: [Hours(time(9), time(8))]}},
            InvalidInput,
            ("openingHours",),
        ),
        ({"closures": [date(2026, 1, 1)] * 1001}, InvalidInput, ("closures",)),
        ({"daily_capacity": -1}, InvalidInput, ("dailyCapacity",)),
        ({"channels": ["web", "nowhere"]}, NotFound, ("channels", "1")),
        ({"location_id": new_id()}, NotFound, ("locationId",)),
    ],
)
async def test_what_cannot_be_is_refused_by_name(
    shop: Shop, change: dict[str, Any], error: type[InvalidInput], path: tuple[str, ...]
) -> None:
    asked = {"location_id": shop.locations["BER"].id} | change
    async with refused(shop.database, error, path=("input", *path)):
        await shop.do(update_location, **asked)


async def test_a_location_that_is_not_active_sells_nothing_and_keeps_what_it_promised(
    shop: Shop,
) -> None:
    promised = await placed(shop, {"CAP": 1})
    id = shop.locations["BER"].id
    await shop.do(deactivate_location, location_id=id)
    async with unchanged(shop.database):
        await shop.do(deactivate_location, location_id=id)
    async with refused(shop.database, InsufficientStock):
        await placed(shop, {"MUG": 6})
    await allocated(shop, promised)
    assert [line["location"] for line in await work(shop, promised)] == ["BER"]
    await shop.do(activate_location, location_id=id)
    await placed(shop, {"MUG": 6})
    assert [event for event, _ in await told(shop)] == ["location.deactivated", "location.activated"]
    await prove(shop.database)


async def test_stock_is_not_there_for_a_channel_that_is_not_served(shop: Shop) -> None:
    await shop.do(create_channel, code="b2b", name="Trade", currency="EUR", allow_unpaid_orders=True)
    for code in ("BER", "HAM"):
        await shop.do(update_location, location_id=shop.locations[code].id, channels=["b2b"])
    async with refused(shop.database, InsufficientStock):
        await placed(shop, {"MUG": 1})

"""Every filter and every sort of a list of transfers is served by an index."""

from uuid import UUID

import pytest

from domain.kernel.database import Database
from domain.kernel.pagination import PageRequest
from domain.transfers.models import StockTransferStatus
from domain.transfers.pages import (
    StockTransferCriteria,
    StockTransferSortField,
    page_stock_transfers,
)
from tests.factories.explaining import by_index, explained
from tests.factories.people import STAFF

NOWHERE = UUID(int=7)
FILTERS = {
    "nothing": StockTransferCriteria(),
    "status": StockTransferCriteria(status=[StockTransferStatus.IN_TRANSIT]),
    "several statuses": StockTransferCriteria(
        status=[StockTransferStatus.IN_TRANSIT, StockTransferStatus.PARTIALLY_RECEIVED]
    ),
    "origin": StockTransferCriteria(origin_id=NOWHERE),
    "destination": StockTransferCriteria(destination_id=NOWHERE),
    "sku": StockTransferCriteria(sku="MUG"),
}


async def plan(
    database: Database,
    name: str,
    sort: StockTransferSortField = StockTransferSortField.CREATED_AT,
) -> str:
    async with by_index(database) as read:
        page = page_stock_transfers(
            read,
            viewer=STAFF,
            request=PageRequest.parse(first=20),
            criteria=FILTERS[name],
            sort=sort,
        )
        return await explained(read, page)


@pytest.mark.parametrize("sort", StockTransferSortField)
@pytest.mark.parametrize("name", FILTERS)
async def test_no_table_that_grows_is_read_from_end_to_end(
    database: Database, name: str, sort: StockTransferSortField
) -> None:
    assert "Seq Scan on stock_transfer" not in await plan(database, name, sort)


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        (StockTransferSortField.CREATED_AT, "stock_transfer_pkey"),
        (StockTransferSortField.UPDATED_AT, "stock_transfer_by_update"),
        (StockTransferSortField.EXPECTED_AT, "stock_transfer_by_arrival"),
    ],
)
async def test_a_page_is_the_end_of_an_index_and_sorts_nothing(
    database: Database, sort: StockTransferSortField, index: str
) -> None:
    found = await plan(database, "nothing", sort)
    assert f"Index Scan Backward using {index}" in found
    assert "Sort" not in found


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("status", "stock_transfer_by_status"),
        ("origin", "stock_transfer_by_origin"),
        ("destination", "stock_transfer_by_destination"),
        ("sku", "stock_transfer_line_by_product"),
    ],
)
async def test_a_filter_goes_by_its_index(database: Database, name: str, index: str) -> None:
    assert index in await plan(database, name)

"""CSV files become typed rows, or a sentence that says which line cannot be read."""

import gzip
import shutil
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from domain.imports.olist.reader import UnreadableData, read_olist
from tests.imports.sample import SAMPLE, sample


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The sample, to be spoilt."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "olist"))


def spoil(directory: Path, name: str, old: str, new: str) -> None:
    path = directory / f"{name}.csv"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_rows_are_typed() -> None:
    data = sample()
    order = next(row for row in data.orders if row.id == "delivered-two-of-one")
    assert order.purchased_at == datetime(2018, 1, 10, 8, 0)  # noqa: DTZ001
    first, second = data.items["delivered-two-of-one"]
    assert (first.position, second.position) == (1, 2)
    assert first.price == Decimal("10.00")
    assert [payment.amount for payment in data.payments["delivered-two-sellers"]] == [
        Decimal("100.00"),
        Decimal("41.45"),
    ]
    assert data.products["product-plain"].category is None
    assert data.categories == {"iluminacao": "lighting"}
    assert next(row for row in data.orders if row.id == "shipped-plain").delivered_at is None


def test_gzipped_files_read_the_same(copy: Path) -> None:
    for path in list(copy.glob("*.csv")):
        with gzip.open(path.with_suffix(".csv.gz"), "wb") as packed:
            packed.write(path.read_bytes())
        path.unlink()
    assert read_olist(copy) == sample()


def test_a_missing_file_is_named(copy: Path) -> None:
    (copy / "olist_sellers_dataset.csv").unlink()
    with pytest.raises(UnreadableData, match=r"olist_sellers_dataset\.csv"):
        read_olist(copy)


def test_a_directory_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UnreadableData, match="is no directory"):
        read_olist(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("olist_order_items_dataset", "10.00,2.50", "ten,2.50", "line 2: price is 'ten'"),
        ("olist_order_items_dataset", "10.00,2.50", "10.005,2.50", "line 2: price is '10.005'"),
        ("olist_order_items_dataset", "10.00,2.50", "NaN,2.50", "line 2: price is 'NaN'"),
        ("olist_order_items_dataset", "10.00,2.50", "-10.00,2.50", "line 2: price is '-10.00'"),
        ("olist_order_items_dataset", "10.00,2.50", "10.00", "line 2: too few columns"),
        ("olist_orders_dataset", "2018-01-10 08:00:00", "yesterday", "line 2: .*yesterday"),
        ("olist_orders_dataset", "2018-01-10 08:00:00", "2018-01-10T08:00Z", "which has a zone"),
        ("olist_orders_dataset", "2018-01-10 08:00:00", "", "order_purchase_timestamp is empty"),
        ("olist_orders_dataset", "order_status", "state", "no column 'order_status'"),
        ("olist_geolocation_dataset", "-23.5", "south", "line 2: could not convert"),
        ("olist_orders_dataset", "delivered-two-sellers", "delivered-two-of-one", "two rows for an"),
    ],
)
def test_what_cannot_be_read_is_named(copy: Path, name: str, old: str, new: str, said: str) -> None:
    spoil(copy, name, old, new)
    with pytest.raises(UnreadableData, match=said):
        read_olist(copy)


def test_a_file_that_was_cut_short(copy: Path) -> None:
    path = copy / "olist_orders_dataset.csv"
    packed = gzip.compress(path.read_bytes())
    path.unlink()
    path.with_suffix(".csv.gz").write_bytes(packed[: len(packed) // 2])
    with pytest.raises(UnreadableData, match=r"olist_orders_dataset\.csv\.gz cannot be read"):
        read_olist(copy)

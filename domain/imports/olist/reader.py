"""From CSV files to typed rows. Whatever cannot be read is refused with its file and line.

A file may be plain (``olist_orders_dataset.csv``, as the data set is published) or gzipped.
"""

import csv
import gzip
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TextIO, TypeVar

from domain.imports.olist.rows import (
    CustomerRow,
    ItemRow,
    OlistData,
    OrderRow,
    PaymentRow,
    PointRow,
    ProductRow,
    SellerRow,
)
from domain.kernel.errors import DomainError

R = TypeVar("R")
Record = dict[str, str]


class UnreadableData(DomainError):
    """A file is missing or holds what it should not; the message says which and where."""

    code = "UNREADABLE_DATA"


def read_olist(directory: Path) -> OlistData:
    """All files of a directory. Raises `UnreadableData`."""
    if not directory.is_dir():
        raise UnreadableData(f"{directory} is no directory.")
    return OlistData(
        orders=list(_unique(_read(directory, "olist_orders_dataset", _order), "an order").values()),
        items=_by_order(_read(directory, "olist_order_items_dataset", _item)),
        payments=_by_order(_read(directory, "olist_order_payments_dataset", _payment)),
        customers=_unique(_read(directory, "olist_customers_dataset", _customer), "a customer"),
        products=_unique(_read(directory, "olist_products_dataset", _product), "a product"),
        sellers=_unique(_read(directory, "olist_sellers_dataset", _seller), "a seller"),
        points=list(_read(directory, "olist_geolocation_dataset", _point)),
        categories=dict(_read(directory, "product_category_name_translation", _category)),
    )


def _order(record: Record) -> OrderRow:
    return OrderRow(
        id=_given(record, "order_id"),
        customer_id=_given(record, "customer_id"),
        status=_given(record, "order_status"),
        purchased_at=_moment(record, "order_purchase_timestamp"),
        approved_at=_moment_or_none(record, "order_approved_at"),
        left_at=_moment_or_none(record, "order_delivered_carrier_date"),
        delivered_at=_moment_or_none(record, "order_delivered_customer_date"),
        promised_for=_moment_or_none(record, "order_estimated_delivery_date"),
    )


def _item(record: Record) -> ItemRow:
    return ItemRow(
        order_id=_given(record, "order_id"),
        position=int(_given(record, "order_item_id")),
        product_id=_given(record, "product_id"),
        seller_id=_given(record, "seller_id"),
        ship_by=_moment(record, "shipping_limit_date"),
        price=_money(record, "price"),
        freight=_money(record, "freight_value"),
    )


def _payment(record: Record) -> PaymentRow:
    return PaymentRow(
        order_id=_given(record, "order_id"),
        position=int(_given(record, "payment_sequential")),
        method=record["payment_type"].strip(),
        amount=_money(record, "payment_value"),
    )


def _customer(record: Record) -> CustomerRow:
    return CustomerRow(
        id=_given(record, "customer_id"),
        person_id=_given(record, "customer_unique_id"),
        zip_prefix=_given(record, "customer_zip_code_prefix"),
        city=_given(record, "customer_city"),
        state=_given(record, "customer_state"),
    )


def _product(record: Record) -> ProductRow:
    return ProductRow(_given(record, "product_id"), record["product_category_name"].strip() or None)


def _seller(record: Record) -> SellerRow:
    return SellerRow(
        id=_given(record, "seller_id"),
        zip_prefix=_given(record, "seller_zip_code_prefix"),
        city=_given(record, "seller_city"),
        state=_given(record, "seller_state"),
    )


def _point(record: Record) -> PointRow:
    return PointRow(
        zip_prefix=_given(record, "geolocation_zip_code_prefix"),
        latitude=float(_given(record, "geolocation_lat")),
        longitude=float(_given(record, "geolocation_lng")),
        city=record["geolocation_city"].strip(),
    )


def _category(record: Record) -> tuple[str, str]:
    return (
        _given(record, "product_category_name"),
        _given(record, "product_category_name_english"),
    )


def _given(record: Record, column: str) -> str:
    value = record[column].strip()
    if not value:
        raise ValueError(f"{column} is empty")
    return value


def _moment(record: Record, column: str) -> datetime:
    value = _given(record, column)
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is not None:
        raise ValueError(f"{column} is {value!r}, which has a zone")
    return moment


def _moment_or_none(record: Record, column: str) -> datetime | None:
    return _moment(record, column) if record[column].strip() else None


def _money(record: Record, column: str) -> Decimal:
    value = _given(record, column)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{column} is {value!r}, which is no amount") from None
    # BRL has two decimals, and an amount below zero would be another kind of row.
    if not amount.is_finite() or amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(f"{column} is {value!r}, which is no amount in BRL")
    return amount


def _read(directory: Path, name: str, parse: Callable[[Record], R]) -> Iterator[R]:
    path, lines = _open(directory, name)
    with lines:
        records = csv.DictReader(lines)
        try:
            for record in records:
                yield parse(record)
        except KeyError as missing:
            raise UnreadableData(f"{path.name} has no column {missing}.") from None
        # A line with too few columns holds None where `strip` expects a string.
        except (ValueError, AttributeError) as problem:
            where = f"{path.name}, line {records.line_num}"
            said = "too few columns" if isinstance(problem, AttributeError) else str(problem)
            raise UnreadableData(f"{where}: {said}.") from None
        except (csv.Error, OSError, EOFError) as problem:
            raise UnreadableData(f"{path.name} cannot be read: {problem}.") from None


def _open(directory: Path, name: str) -> tuple[Path, TextIO]:
    for path in (directory / f"{name}.csv", directory / f"{name}.csv.gz"):
        if path.is_file():
            kind: Any = gzip.open if path.suffix == ".gz" else open
            return path, kind(path, "rt", encoding="utf-8-sig", newline="")
    raise UnreadableData(f"{directory} holds no {name}.csv or {name}.csv.gz.")


_Identified = TypeVar("_Identified", OrderRow, CustomerRow, ProductRow, SellerRow)


def _unique(rows: Iterable[_Identified], what: str) -> dict[str, _Identified]:
    found: dict[str, _Identified] = {}
    for row in rows:
        if row.id in found:
            raise UnreadableData(f"There are two rows for {what} {row.id}.")
        found[row.id] = row
    return found


_OfOrder = TypeVar("_OfOrder", ItemRow, PaymentRow)


def _by_order(rows: Iterable[_OfOrder]) -> dict[str, list[_OfOrder]]:
    found: dict[str, list[_OfOrder]] = defaultdict(list)
    for row in rows:
        found[row.order_id].append(row)
    for several in found.values():
        several.sort(key=lambda row: row.position)
    return dict(found)

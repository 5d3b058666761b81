"""Columns that are written straight: in order or not, the answer is the standard executor's."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import Enum
from types import SimpleNamespace
from typing import Any, get_args
from uuid import UUID, uuid4

import pytest
import strawberry
from hypothesis import given
from hypothesis import strategies as st
from strawberry.schema.config import StrawberryConfig

from domain.kernel.actor import ANONYMOUS
from domain.kernel.money import to_decimal, to_text
from domain.kernel.turn_reader import TurnReader
from schema.column import column, computed
from schema.context import Context
from schema.execution.choice import Executor, run_on
from schema.execution.executor import BreadthFirstExecutor
from schema.money import Money, money_column
from schema.node import Node
from schema.ownership import PUBLIC
from schema.relation import one, relation
from schema.scalars import SCALARS, serialize_decimal, serialize_instant


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


IDS = [UUID(int=n) for n in range(4)]


async def leaves_by_ids(read: Any, ids: Sequence[UUID]) -> Mapping[UUID, Any]:
    return {id: row(id=id) for id in ids if id != IDS[3]}


@strawberry.type
class Leaf(Node):
    __rule__ = PUBLIC

    name: str = column("Never null.")
    note: str | None = column("May be null.")
    count: int = column("A GraphQL Int.")
    ratio: float = column("A Float.")
    here: bool = column("A Boolean.")
    colour: Colour = column("An enumeration.")
    price: Decimal = column("A scalar of ours.")
    since: datetime = column("Another.")
    tags: list[str] = column("A list.")
    total: Money = money_column("Parts of the row.", read="minor")
    double: Money = money_column("Computed.", read=lambda row: row.minor * 2, columns=["minor"])
    secret: str = column("Fails.", read=lambda row: row.nothing)
    other: "Leaf | None" = relation("Perhaps.", one("Leaf", leaves_by_ids), key="other_id")

    @computed("Called one by one.", columns=["name"])
    def shout(self) -> str:
        return str(self.row.name).upper()


@strawberry.type
class Query:
    @strawberry.field
    def leaves(self) -> list[Leaf | None]:
        return [each and Leaf.from_row(each) for each in ROWS]


ROWS: list[Any] = []
ORDINARY = {
    "name": "oak",
    "note": None,
    "count": 3,
    "ratio": 0.5,
    "here": True,
    "colour": Colour.RED,
    "price": Decimal("12.50"),
    "since": datetime(2026, 3, 2, 9, tzinfo=UTC),
    "tags": ["a"],
    "minor": 1250,
    "currency": "EUR",
    "other_id": IDS[1],
}
STRANGE = {
    "name": [None, 5, ValueError("no")],
    "note": ["x", 5, ValueError("no")],
    "count": [None, 2**31, True, "7", "x", 1.5],
    "ratio": [None, 1, "x", float("nan")],
    "here": [None, 1, "yes"],
    "colour": [None, Colour.BLUE, "red", "green", []],
    "price": [None, "1.50", "x", 7],
    "since": [None, datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1))), "x"],
    "tags": [None, [], ["a", None], "text", 5],
    "minor": [None, 0, -5, -1250, Decimal(7)],
    "currency": ["JPY", "KWD", None],
    "other_id": [None, IDS[3]],
}
FIELDS = (
    "__typename id name note count ratio here colour price since tags shout secret"
    " total { amount currency __typename } double { sum: amount }"
    " other { id name total { amount } other { name } }"
)

schema = strawberry.Schema(
    query=Query,
    execution_context_class=BreadthFirstExecutor,
    config=StrawberryConfig(scalar_map=SCALARS),
)


def row(**cells: Any) -> Any:
    return SimpleNamespace(**{"id": uuid4(), **ORDINARY, **cells})


class Reads(Context):
    """A context without a database."""

    def __init__(self) -> None:
        self.actor = ANONYMOUS
        self.columns = {}
        self.sends_json = False
        self._loaders = {}
        self._reader = TurnReader(None, None, None)  # type: ignore[arg-type]

    def read(self, shown: str | None = None) -> Any:
        return self

    async def __aenter__(self) -> None:
        return None

    async def __aexit__(self, *_: object) -> None:
        return None


async def answers(document: str, rows: list[Any]) -> list[Any]:
    ROWS[:] = rows
    found = []
    for executor in get_args(Executor):
        with run_on(executor):
            result = await schema.execute(document, context_value=Reads())
        errors = sorted(str(error.formatted) for error in result.errors or [])
        found.append((repr(result.data), errors))
    return found


async def test_a_page_in_order() -> None:
    without_secret = FIELDS.replace("secret", "")
    rows = [row(), row(note="n"), None, row(other_id=None), row(other_id=IDS[3])]
    breadth, standard = await answers(f"{{ leaves {{ {without_secret} }} }}", rows)
    assert breadth == standard
    assert breadth[1] == []
    assert "'amount': '12.50'" in breadth[0]


async def test_objects_of_which_everything_is_skipped() -> None:
    nothing = "name @skip(if: true)"
    document = f"{{ leaves {{ {nothing} }} more: leaves {{ total {{ amount @skip(if: true) }} }} }}"
    breadth, standard = await answers(document, [row(), None, row()])
    assert breadth == standard
    assert breadth == (
        "{'leaves': [{}, None, {}], 'more': [{'total': {}}, None, {'total': {}}]}",
        [],
    )


@pytest.mark.parametrize(
    ("name", "cell"), [(name, cell) for name, cells in STRANGE.items() for cell in cells]
)
async def test_a_cell_out_of_order(name: str, cell: Any) -> None:
    for fields in (FIELDS, FIELDS.replace("secret", "")):
        rows = [row(), row(**{name: cell}), row()]
        breadth, standard = await answers(f"{{ leaves {{ {fields} }} }}", rows)
        assert breadth == standard


@given(
    cells=st.lists(
        st.fixed_dictionaries(
            {}, optional={name: st.sampled_from(cells) for name, cells in STRANGE.items()}
        ),
        max_size=5,
    ),
    fields=st.sets(st.sampled_from(["name", "note", "count", "colour", "price", "since", "tags"])),
)
async def test_any_cells_out_of_order(cells: list[dict[str, Any]], fields: set[str]) -> None:
    asked = " ".join(["__typename", *sorted(fields), "total { amount }", "other { name }"])
    breadth, standard = await answers(f"{{ leaves {{ {asked} }} }}", [row(**each) for each in cells])
    assert breadth == standard


@given(minor=st.integers(-(10**18), 10**18), currency=st.sampled_from(["EUR", "JPY", "KWD", "CLF"]))
def test_the_text_of_money_is_that_of_its_decimal(minor: int, currency: str) -> None:
    assert to_text(minor, currency) == serialize_decimal(to_decimal(minor, currency))


@given(moment=st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-3))])))
def test_instants_are_written_in_utc(moment: datetime) -> None:
    try:
        expected = moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
    except OverflowError:
        return
    assert serialize_instant(moment) == expected


@pytest.mark.parametrize(
    ("asked", "needed"),
    [
        ("name", {"name"}),
        ("__typename", set()),
        ("id total { __typename }", {"id", "minor", "currency"}),
        ("shout other { note }", {"name", "other_id", "note"}),
        ("secret", None),
    ],
)
async def test_what_an_operation_needs_of_rows(asked: str, needed: set[str] | None) -> None:
    ROWS[:] = [row()]
    context = Reads()
    with run_on("breadth"):
        await schema.execute(f"{{ leaves {{ {asked} }} }}", context_value=context)
    assert context.columns.get("Leaf") == needed
    with run_on("standard"):
        await schema.execute(f"{{ leaves {{ {asked} }} }}", context_value=context)
    assert context.columns == {}

"""What is known is not read again, and the room for it has an end."""

import pytest

from schema.documents.known import OVERHEAD, KnownDocuments
from schema.documents.limits import DocumentRefused, Limits
from schema.documents.parts import actual
from schema.documents.prepare import PreparedDocument, prepare
from schema.execution.plan import Plan
from schema.execution.plans import A_FIELD, A_PLAN, PLANS, Key, Plans, key_of
from schema.schema import schema
from tests.factories.orders import placed
from tests.factories.people import STAFF
from tests.factories.shop import Shop
from tests.schema.conftest import Client


def text(number: int) -> str:
    return f"query Q{number:03} {{ channels {{ code }} }}"


def test_a_known_document_is_the_same_one() -> None:
    known = KnownDocuments(schema, Limits())
    first = known.prepare(text(1))
    assert known.prepare(text(1)) is first
    assert known.find(first.sha256) is first


def test_the_least_used_makes_way() -> None:
    known = KnownDocuments(schema, Limits(), room=3 * (len(text(0)) + OVERHEAD))
    shas = [known.prepare(text(number)).sha256 for number in range(3)]
    known.find(shas[0])
    known.prepare(text(3))
    assert known.find(shas[0]) is not None
    assert known.find(shas[1]) is None
    assert len(known) == 3


def test_what_is_refused_is_not_kept() -> None:
    known = KnownDocuments(schema, Limits())
    with pytest.raises(DocumentRefused):
        known.prepare("{ nothing }")
    assert len(known) == 0


async def test_a_prepared_document_runs_whatever_text_is_beside_it(client: Client, shop: Shop) -> None:
    context = client.context(STAFF)
    context.document = prepare(schema, "{ channels { code } }", Limits())
    result = await schema.execute("{ this is not read", context_value=context)
    assert result.errors is None
    assert result.data == {"channels": [{"code": shop.channel.code}]}


async def test_the_answer_s_objects_are_counted(client: Client, shop: Shop) -> None:
    for _ in range(2):
        await placed(shop, {"MUG": 1, "TEE": 1})
    document = prepare(
        schema, "{ orders(first: 10) { nodes { number lines { sku total { amount } } } } }", Limits()
    )
    [operation] = document.operations
    data = await client.ask(document.text)
    assert (operation.cost(None), (await actual(operation.root, data)).cost) == (60, 6)
    assert (await actual(operation.root, None)).cost == 1

    [counting] = prepare(
        schema, "{ orders(first: 10) { totalCount nodes { id } } }", Limits()
    ).operations
    data = {"orders": {"totalCount": 0, "nodes": []}}
    assert (counting.cost(None), (await actual(counting.root, data)).cost) == (20, 10)


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("query ($s: OrderSort) { orders(sort: $s) { totalCount } }", {"s": {"fiel": "PLACED_AT"}}),
        ("query ($f: OrderFilter) { orders(filter: $f) { totalCount } }", {"f": {"status": ["PENDIN"]}}),
        ("{ channelz { code } }", {}),
        ('{ order(idd: "x") { id } }', {}),
    ],
)
async def test_nobody_is_helped_to_guess(
    client: Client, text: str, variables: dict[str, object]
) -> None:
    result = await client.run(text, **variables)
    assert result.errors
    assert not [error.message for error in result.errors if "Did you mean" in error.message]


async def test_a_registered_document_and_its_plan_stay(client: Client) -> None:
    known = KnownDocuments(schema, Limits(), room=2 * (len(text(0)) + OVERHEAD))
    registered, free = known.prepare_registered(text(0)), known.prepare(text(1))
    for each in (registered, free):
        await schema.run(
            each.document, name=each.operations[0].name, variables=None, context=client.context(STAFF)
        )
    plans = [plan_of(each) for each in (registered, free)]
    assert None not in plans
    for number in range(2, 9):
        known.prepare(text(number))
    assert known.find(registered.sha256) is registered
    assert known.prepare_registered(text(0)) is registered
    assert known.find(free.sha256) is None
    few = Plans(room=1)
    few.keep(registered.document)
    for each, plan in zip((registered, free, registered), (plans[0], plans[1], plans[0]), strict=True):
        assert plan is not None
        few.add(key(each), plan)
    other = known.prepare(text(9))
    assert plans[1] is not None
    few.add(key(other), plans[1])
    assert few.find(key(other)) is plans[1]
    assert few.find(key(registered)) is plans[0]
    assert few.find(key(free)) is None


async def test_plans_make_way_by_their_size(client: Client, shop: Shop) -> None:
    known = KnownDocuments(schema, Limits())
    wide = "query Wide { locations { id code name kind priority timeZone channels { id code name } } }"
    small, large = known.prepare(text(0)), known.prepare(wide)
    for each in (small, large):
        await schema.run(
            each.document, name=each.operations[0].name, variables=None, context=client.context(STAFF)
        )
    plan, larger = plan_of(small), plan_of(large)
    assert plan is not None
    assert larger is not None
    assert (plan.fields, larger.fields) == (2, 11)
    plans = Plans(room=3 * (A_PLAN + 2 * A_FIELD + len(text(0))))
    keys: list[Key] = [(0, number, None, False) for number in range(5)]
    for each in keys[:4]:
        plans.add(each, plan)
    assert [plans.find(each) for each in keys[:4]] == [None, plan, plan, plan]
    plans.add(keys[4], larger)
    assert [plans.find(each) for each in keys[1:5]] == [None, None, plan, larger]


def key(prepared: PreparedDocument) -> Key:
    return key_of(schema._schema, prepared.document, prepared.operations[0].name, False)


def plan_of(prepared: PreparedDocument) -> Plan | None:
    return PLANS.find(key(prepared))

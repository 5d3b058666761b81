"""One walk measures a document, in time that its text is worth."""

from typing import Any

import pytest

from schema.documents.limits import MOST_MISTAKES, DocumentRefused, Limits
from schema.documents.prepare import PreparedDocument, prepare
from schema.schema import schema
from tests.factories.cpu import next_to_nothing

NESTED = "{ ...f0 } " + " ".join(
    f"fragment f{number} on Query {{ ...f{number + 1} ...f{number + 1} }}" for number in range(23)
)
NESTED += " fragment f23 on Query { __typename }"


def prepared(text: str, **limits: int) -> PreparedDocument:
    return prepare(schema, text, Limits(**limits))


def refusal(text: str, **limits: int) -> tuple[str, Any]:
    with pytest.raises(DocumentRefused) as refused:
        prepared(text, **limits)
    extensions = refused.value.errors[0].extensions
    assert extensions
    return extensions["code"], extensions.get("found")


def cost(text: str, **variables: Any) -> int:
    [operation] = prepared(text).operations
    return operation.cost(variables)


def test_nine_hundred_bytes_of_nested_fragments_are_counted_not_written_out() -> None:
    assert len(NESTED) < 950
    with next_to_nothing():
        assert refusal(NESTED) == ("MAX_FIELDS_EXCEEDED", 2**23)


@pytest.mark.parametrize(
    "text",
    [
        "{" + " locations { code }" * 390 + "}",
        "{" + " ".join(f"...g{n}" for n in range(150)) + "}"
        + " ".join(f"fragment g{n} on Query {{ locations {{ code }} }}" for n in range(150)),
    ],
    ids=["fields", "fragments"],
)  # fmt: skip
def test_what_keeps_validation_busy_never_reaches_it(text: str) -> None:
    with next_to_nothing():
        assert refusal(text)[0] == "MAX_REPETITIONS_EXCEEDED"


def test_of_a_document_full_of_mistakes_some_are_told() -> None:
    unknown = " ".join(f'number{n}: "x"' for n in range(480))
    with next_to_nothing(), pytest.raises(DocumentRefused) as refused:
        prepared(f"{{ orders(filter: {{{unknown}}}) {{ nodes {{ id }} }} }}")
    told = refused.value.errors
    assert len(told) == MOST_MISTAKES + 1
    assert "'number19'" in told[-2].message
    assert "error limit reached" in told[-1].message


@pytest.mark.parametrize(
    ("text", "depth", "fields"),
    [
        ("{ __typename }", 1, 1),
        ("{ orders { nodes { lines { sku } } } }", 4, 4),
        ("{ ...f } fragment f on Query { orders { ...g } } fragment g on OrderConnection { totalCount }",
         2, 2),
        ("{ ... { ... on Query { channels { code } } } }", 2, 2),
    ],
)  # fmt: skip
def test_depth_and_fields_see_through_fragments(text: str, depth: int, fields: int) -> None:
    [operation] = prepared(text).operations
    assert (operation.depth, operation.fields) == (depth, fields)


@pytest.mark.parametrize(
    ("text", "limits", "expected"),
    [
        ("{ orders { nodes { lines { sku } } } }", {"depth": 3}, ("MAX_DEPTH_EXCEEDED", 4)),
        ("{ a: __typename b: __typename }", {"aliases": 1}, ("MAX_ALIASES_EXCEEDED", 2)),
        ("{ ...f ...f } fragment f on Query { channels { code name } }", {"fields": 5},
         ("MAX_FIELDS_EXCEEDED", 6)),
        ("{ __typename @skip(if: false) @include(if: true) }", {"directives": 1},
         ("MAX_DIRECTIVES_EXCEEDED", 2)),
        ("query A { __typename } query B { __typename }", {"operations": 1},
         ("MAX_OPERATIONS_EXCEEDED", 2)),
        ("{ __typename __typename }", {"tokens": 3}, ("MAX_TOKENS_EXCEEDED", None)),
        ("{ orders(first: 251) { totalCount } }", {}, ("INVALID_INPUT", None)),
        ("{a" * 500 + "}" * 500, {}, ("MAX_DEPTH_EXCEEDED", None)),
        ("{ nodes(ids: " + "[" * 900 + "]" * 900 + ") { id } }", {}, ("MAX_DEPTH_EXCEEDED", None)),
        ("{ orders(first: " + "9" * 5000 + ") { id } }", {}, ("GRAPHQL_VALIDATION_FAILED", None)),
        ("{ nothing }", {}, ("GRAPHQL_VALIDATION_FAILED", None)),
        ("{ ...f } fragment f on Query { ...f }", {}, ("GRAPHQL_VALIDATION_FAILED", None)),
        ("{", {}, ("GRAPHQL_PARSE_FAILED", None)),
        ("", {}, ("GRAPHQL_PARSE_FAILED", None)),
        ("{ \ud800 }", {}, ("GRAPHQL_PARSE_FAILED", None)),
    ],
)  # fmt: skip
def test_more_than_a_limit_is_refused_with_its_code(
    text: str, limits: dict[str, int], expected: tuple[str, Any]
) -> None:
    assert refusal(text, **limits) == expected


def test_a_refusal_suggests_nothing() -> None:
    for text in (
        "{ order { id } orderz { id } }",
        '{ order(idd: "x") { id } }',
        "{ channels { coden } }",
    ):
        with pytest.raises(DocumentRefused) as refused:
            prepared(text)
        assert "Did you mean" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "variables", "expected"),
    [
        ("{ __typename }", {}, 1),
        ("{ orders(first: 10) { nodes { number } } }", {}, 10),
        ("{ orders(last: 7) { edges { node { number } } } }", {}, 7),
        ("{ orders(first: 10) { edges { cursor } } }", {}, 10),
        ("{ orders { nodes { number } pageInfo { endCursor } totalCount } }", {}, 60),
        ("{ orders(first: 0) { totalCount } }", {}, 10),
        ("{ a: orders(first: 0) { totalCount } b: orders(first: 0) { all: totalCount } }", {}, 20),
        ("{ orders(first: 10) { nodes { customer { orders { totalCount } } } } }", {}, 120),
        ("{ orders(first: 10) { nodes { customer { email } } } }", {}, 20),
        ("{ orders(first: 10) { nodes { lines { sku unitPrice { amount } } } } }", {}, 60),
        ("{ orders(first: 10) { nodes { customer { orders(first: 3) { nodes { id } } } } } }", {}, 50),
        ("query ($n: Int) { orders(first: $n) { nodes { number } } }", {"n": 4}, 4),
        ("query ($n: Int) { orders(first: $n) { nodes { number } } }", {}, 50),
        ("query ($n: Int = 20) { orders(first: $n) { nodes { number } } }", {}, 20),
        ("query ($n: Int = 20) { orders(first: $n) { ...F } }"
         " fragment F on OrderConnection { nodes { number } }", {"n": 3}, 3),
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": ["a", "b"]}, 2),
        ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3),
        ('{ availability(channel: "web", skus: ["a", "b", "c"]) { available } }', {}, 3),
        ("query ($s: [String!]!) { availability(channel: \"web\", skus: $s) { sku } }",
         {"s": ["a"] * 100}, 100),
        ('mutation { holdOrder(input: {orderId: "x", reason: "y"}) { __typename } }', {}, 10),
        ('mutation { holdOrder(input: {orderId: "x", reason: "y"})'
         " { ... on HoldOrderSuccess { order { number } } } }", {}, 11),
        ("subscription { allOrderEvents { type } }", {}, 10),
        ("{ __schema { types { name } } }", {}, 100),
    ],
)  # fmt: skip
def test_a_document_s_cost_is_known_before_it_runs(
    text: str, variables: dict[str, Any], expected: int
) -> None:
    assert cost(text, **variables) == expected


def test_fragments_are_priced_once_however_often_they_are_spread() -> None:
    text = "{ ...f0 } " + " ".join(
        f"fragment f{n} on Query {{ ...f{n + 1} ...f{n + 1} }}" for n in range(8)
    )
    assert cost(text + " fragment f8 on Query { order { id } }") == 2**8


def test_one_document_costs_what_each_request_asks_of_it() -> None:
    text = "query ($n: Int) { orders(first: $n) { nodes { lines { sku } } } order { lines { sku } } }"
    [operation] = prepared(text).operations
    assert [operation.cost({"n": n}) for n in (4, 1, 4)] == [4 * 6 + 6, 6 + 6, 4 * 6 + 6]
    assert operation.cost(None) == 50 * 6 + 6

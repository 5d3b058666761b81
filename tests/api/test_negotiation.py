"""The format of an answer, and the status code that goes with it."""

import json
from typing import Any

import pytest

from api.negotiation import Format, choose_format
from api.refusals import RequestRefused
from tests.api.conftest import Api

JSON, GRAPHQL, EVENTS, PARTS = Format.JSON, Format.GRAPHQL_JSON, Format.EVENTS, Format.PARTS
GRAPHQL_JSON = "application/graphql-response+json"
URQL = f"{GRAPHQL_JSON}, application/graphql+json, application/json, text/event-stream, multipart/mixed"
URQL_SUBSCRIBES = "text/event-stream, multipart/mixed"
APOLLO = f"{GRAPHQL_JSON},application/json;q=0.9"
APOLLO_SUBSCRIBES = f"multipart/mixed;boundary=graphql;subscriptionSpec=1.0,{APOLLO}"


@pytest.mark.parametrize(
    ("accept", "query", "subscription"),
    [
        (None, JSON, 400),
        ("", JSON, 400),
        ("*/*", JSON, 400),
        ("application/*", JSON, 400),
        ("application/json", JSON, 400),
        (GRAPHQL_JSON, GRAPHQL, 400),
        (GRAPHQL_JSON.upper(), GRAPHQL, 400),
        (f"{GRAPHQL_JSON}; charset=utf-8, */*", GRAPHQL, 400),
        (f"application/json, {GRAPHQL_JSON}", GRAPHQL, 400),
        (f"application/json, {GRAPHQL_JSON};q=0.9", JSON, 400),
        (f"{GRAPHQL_JSON};q=0, */*", JSON, 400),
        ("application/json;q=0, application/*", GRAPHQL, 400),
        (APOLLO, GRAPHQL, 400),
        (APOLLO_SUBSCRIBES, GRAPHQL, PARTS),
        ('multipart/mixed;boundary="graphql";subscriptionSpec="1.0"', 406, PARTS),
        ("multipart/mixed;boundary=other;subscriptionSpec=1.0", 406, 400),
        ("multipart/mixed;deferSpec=20220824", 406, 400),
        (URQL, GRAPHQL, EVENTS),
        (URQL_SUBSCRIBES, EVENTS, EVENTS),
        ("text/event-stream", EVENTS, EVENTS),
        ("TEXT/EVENT-STREAM; q=0.5", EVENTS, EVENTS),
        ("text/event-stream, application/json;q=0", EVENTS, EVENTS),
        ("text/event-stream, */*", JSON, EVENTS),
        ("text/event-stream;q=0", 406, 400),
        (f"text/event-stream;q=0.5, {APOLLO_SUBSCRIBES}", GRAPHQL, PARTS),
        (f"text/event-stream, {APOLLO_SUBSCRIBES}", GRAPHQL, EVENTS),
        ("text/html", 406, 400),
        ("application/json;q=x", 406, 400),
        (";;;,,,", 406, 400),
    ],
)
def test_the_format_is_the_best_that_was_named(
    accept: str | None, query: Format | int, subscription: Format | int
) -> None:
    for subscribes, expected in ((False, query), (True, subscription)):
        found: Format | int
        try:
            found = choose_format(accept, subscribes=subscribes)
        except RequestRefused as refusal:
            found = refusal.status
        assert found == expected, subscribes


async def _ask(api: Api, accept: str, **body: Any) -> tuple[int, str, Any]:
    answer = await api.http.post("/graphql", json=body, headers={"accept": accept})
    return answer.status_code, answer.headers["content-type"].partition(";")[0], answer.json()


NOT_RUN: list[dict[str, Any]] = [
    {"query": "{"},
    {"query": "{ nothing }"},
    {"query": "query ($id: ID!) { order(id: $id) { id } }", "variables": {"id": None}},
]


@pytest.mark.parametrize("request_body", NOT_RUN, ids=["parsing", "validation", "variables"])
async def test_what_was_not_run_is_a_400_without_data_for_who_understands_it(
    api: Api, request_body: dict[str, Any]
) -> None:
    for accept, status in ((GRAPHQL_JSON, 400), ("application/json", 200)):
        given, media_type, body = await _ask(api, accept, **request_body)
        assert (given, media_type) == (status, accept)
        assert body["errors"]
        assert "data" not in body


async def test_what_was_run_is_a_200_whatever_came_of_it(api: Api) -> None:
    query = '{ __typename orders(first: 5, after: "nonsense") { totalCount } }'
    for accept in (GRAPHQL_JSON, "application/json"):
        status, media_type, body = await _ask(api, accept, query=query)
        assert (status, media_type) == (200, accept)
        assert body["errors"][0]["path"] == ["orders"]
        assert "data" in body


async def test_a_refusal_is_in_the_format_that_its_client_reads(api: Api) -> None:
    for accept, media_type in ((GRAPHQL_JSON, GRAPHQL_JSON), ("text/event-stream", "application/json")):
        answer = await api.http.post(
            "/graphql",
            content=json.dumps({"query": "{ __typename }"}),
            headers={"accept": accept, "content-type": "text/plain"},
        )
        assert answer.status_code == 415
        assert answer.headers["content-type"].startswith(media_type)
        assert answer.json()["errors"][0]["extensions"]["code"] == "UNSUPPORTED_MEDIA_TYPE"


async def test_who_takes_nothing_of_ours_is_told_what_there_is(api: Api) -> None:
    status, media_type, body = await _ask(api, "image/png", query="{ __typename }")
    assert (status, media_type) == (406, "application/json")
    [error] = body["errors"]
    assert error["extensions"]["code"] == "NOT_ACCEPTABLE"
    assert GRAPHQL_JSON in error["message"]

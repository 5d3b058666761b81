"""``waybill ask``: one document to a running API, by its text or by its id."""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from hashlib import sha256

import pytest

from domain.documents.service import NewDocument, register_documents
from domain.identity.service import create_partner
from tests.api.conftest import Api, api  # noqa: F401 - a fixture
from tests.factories.orders import placed
from tests.factories.shop import Shop

COUNT = "{ orders { totalCount } }"
EVENTS = 'subscription { orderEvents(orderId: "T3JkZXI6bm9uZQ==") { type } }'


@dataclass
class Said:
    """What the command printed, and its exit code."""

    stdout: str
    exit_code: int


async def ask(api: Api, *arguments: str) -> Said:  # noqa: F811
    """The command, as from another terminal of the same shop."""
    assert api.settings.secret is not None
    environment = {
        **os.environ,
        "WAYBILL_SECRET": api.settings.secret.get_secret_value(),
        "WAYBILL_PORT": str(api.port),
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cli.main", "ask", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    stdout, _ = await process.communicate()
    assert process.returncode is not None
    return Said(stdout.decode(), process.returncode)


async def test_the_staff_send_texts(api: Api, shop: Shop) -> None:  # noqa: F811
    await placed(shop, {"MUG": 1})
    result = await ask(api, COUNT)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["data"] == {"orders": {"totalCount": 1}}

    result = await ask(api, "{ nothing }")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["errors"][0]["message"].startswith("Cannot query field 'nothing'")


@pytest.mark.parametrize("start", ["sha256:", ""])
async def test_a_partner_asks_by_the_id_of_its_document(
    api: Api,  # noqa: F811
    shop: Shop,
    start: str,
) -> None:
    _, key = await shop.do(create_partner, name="Acme")
    await shop.do(register_documents, [NewDocument("Count", COUNT, 1)], partner="Acme")
    result = await ask(api, start + sha256(COUNT.encode()).hexdigest(), "--token", key)
    assert json.loads(result.stdout)["data"] == {"orders": {"totalCount": 0}}

    result = await ask(api, COUNT, "--token", key)
    assert result.exit_code == 1
    [error] = json.loads(result.stdout)["errors"]
    assert error["extensions"]["code"] == "PERSISTED_QUERY_ID_REQUIRED"


async def test_a_subscription_is_a_line_an_event(api: Api, shop: Shop) -> None:  # noqa: F811
    await shop.do(register_documents, [NewDocument("Events", EVENTS, 1)])
    for document in (EVENTS, sha256(EVENTS.encode()).hexdigest()):
        result = await ask(api, document)
        [line] = result.stdout.splitlines()
        assert json.loads(line)["errors"][0]["extensions"]["code"] == "NOT_FOUND"

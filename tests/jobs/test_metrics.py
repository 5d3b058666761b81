"""What a worker tells Prometheus, where nobody but workers run."""

import asyncio

import httpx
import pytest
from pydantic import SecretStr

from domain.kernel.config import Settings
from domain.kernel.errors import ConfigurationError
from jobs.metrics import telling
from tests.factories.orders import placed
from tests.factories.shop import Shop
from tests.jobs.conftest import Working, until
from tests.jobs.test_worker import _settled


def figures(text: str) -> dict[str, float]:
    rows = (line.rpartition(" ") for line in text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in rows}


async def test_a_worker_tells_how_far_it_is_behind_and_what_it_did(
    today: Shop, settings: Settings, working: Working, unused_tcp_port: int
) -> None:
    changed = settings.model_copy(update={"worker_metrics_port": unused_tcp_port})
    url = f"http://127.0.0.1:{unused_tcp_port}"
    allocated = 'waybill_tasks_total{outcome="done",task="allocate_order"}'
    async with httpx.AsyncClient(base_url=url) as http:
        with telling(changed, today.database):
            await placed(today, {"MUG": 1})
            before = figures((await http.get("/metrics")).text)
            assert before["waybill_outbox_events"] > 0
            async with working():
                await until(lambda: _settled(today))
            after = figures((await http.get("/metrics")).text)
            assert (after["waybill_outbox_events"], after["waybill_queue_depth"]) == (0, 0)
            assert after[allocated] == before.get(allocated, 0) + 1
            assert (await http.get("/elsewhere")).status_code == 404
        with pytest.raises(httpx.ConnectError):
            await http.get("/metrics")


async def test_it_may_need_the_same_token(settings: Settings, shop: Shop, unused_tcp_port: int) -> None:
    given = {"worker_metrics_port": unused_tcp_port, "metrics_token": SecretStr("for prometheus")}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{unused_tcp_port}") as http:
        with telling(settings.model_copy(update=given), shop.database):
            assert (await http.get("/metrics")).status_code == 401
            headers = {"Authorization": "Bearer for prometheus"}
            assert (await http.get("/metrics", headers=headers)).status_code == 200


async def test_a_port_that_is_taken_is_named(
    settings: Settings, shop: Shop, unused_tcp_port: int
) -> None:
    taken = await asyncio.start_server(lambda r, w: None, "127.0.0.1", unused_tcp_port)
    changed = settings.model_copy(update={"worker_metrics_port": unused_tcp_port})
    async with taken:
        with (
            pytest.raises(ConfigurationError, match="WAYBILL_WORKER_METRICS_PORT: port"),
            telling(changed, shop.database),
        ):
            pass

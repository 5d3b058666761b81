"""Two API processes against one: what another process brings on this machine."""

import os
from statistics import median

from bench.documents import ORDER_IN_FULL
from bench.load import ask, post
from bench.measure import Effort, Finding
from bench.row import Row
from bench.shop import OpenShop, small_shop
from bench.stage import Stage, staff_token

CLIENTS = 16
ENOUGH_CORES = 6
"For two API processes, PostgreSQL's own and the clients, each on a core of its own."


async def two_processes(stage: Stage, effort: Effort) -> Finding:
    """Orders in full over HTTP. Where the cores are busy with one process already, it only says so."""
    shop = await small_shop(stage)
    found = [
        (await _rate(stage, shop, 2, effort), await _rate(stage, shop, 1, effort))
        for _ in range(effort.turns)
    ]
    two, one = median(rate for rate, _ in found), median(rate for _, rate in found)
    ratio = median(mine / theirs for mine, theirs in found)
    cores = os.cpu_count() or 1
    reached = ratio >= 1.6 if cores >= ENOUGH_CORES else None
    return Finding(two, one, ratio, "requests/s", reached, {"cores": cores})


async def _rate(stage: Stage, shop: OpenShop, processes: int, effort: Effort) -> float:
    token = staff_token(shop.settings)
    request = post(
        "/graphql", {"query": ORDER_IN_FULL, "variables": {"number": shop.number}}, token=token
    )
    async with stage.serving(shop.settings, processes=processes) as server:
        await ask(server.port, [lambda: request] * CLIENTS, seconds=effort.seconds / 2)
        return (await ask(server.port, [lambda: request] * CLIENTS, seconds=effort.seconds)).rate


ROWS = (Row("processes", "2 API processes", "1 API process", "said honestly", two_processes),)

"""``kill -9`` at the worst moment: everything still happens, and once."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cli.environment import environment_of
from domain.kernel.config import Settings
from domain.kernel.tasks import MAX_ATTEMPTS
from tests.factories.orders import placed
from tests.factories.rows import execute
from tests.factories.shop import Shop
from tests.fakes.mailbox import Mailbox
from tests.jobs.conftest import Working, until
from tests.jobs.test_worker import _is, _settled


@asynccontextmanager
async def _process(settings: Settings, *command: str) -> AsyncIterator[asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *command,
        stdout=asyncio.subprocess.PIPE,
        env=environment_of(settings),
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGKILL)
        await process.wait()


async def _lines_until(output: asyncio.StreamReader, last: str) -> list[str]:
    lines: list[str] = []
    async with asyncio.timeout(20):
        while last not in lines:
            line = await output.readline()
            assert line, "the process ended"
            lines.append(line.decode().strip())
    return lines


async def test_a_worker_killed_in_a_job_leaves_the_job_to_another(
    today: Shop, settings: Settings, working: Working, mailbox: Mailbox
) -> None:
    order_id = await placed(today, {"MUG": 2})
    async with _process(settings, "tests.jobs.slow_worker", "inside") as output:
        await _lines_until(output, "here")
    assert await today.counters("MUG", "BER") == (10, 2, 0, 0), "its work went with it"

    await execute(today.database, "UPDATE task SET leased_until = now() WHERE state = 'queued'")
    async with working():
        await until(lambda: _is(today, order_id, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))

    assert await today.counters("MUG", "BER") == (10, 0, 2, 0)
    assert (await today.events(order_id)).count("order.allocated") == 1


async def _poisoned(shop: Shop, settings: Settings) -> Mapping[str, Any]:
    """The allocation's row, once a worker has died of it."""
    async with _process(settings, "tests.jobs.slow_worker", "crash") as output:
        async with asyncio.timeout(20):
            await output.read()
    [task] = await shop.rows("SELECT * FROM task WHERE name = 'allocate_order'")
    return task


async def test_a_job_that_kills_its_worker_is_tried_so_often_and_no_more(
    today: Shop, settings: Settings, working: Working, mailbox: Mailbox
) -> None:
    poison = await placed(today, {"MUG": 2})
    for attempt in (1, 2):
        task = await _poisoned(today, settings)
        assert (task["state"], task["attempts"]) == ("queued", attempt)
        assert task["leased_until"] > datetime.now(UTC), "nobody takes it at once"
        await execute(today.database, "UPDATE task SET leased_until = now() WHERE state = 'queued'")

    await execute(
        today.database, f"UPDATE task SET attempts = {MAX_ATTEMPTS} WHERE name = 'allocate_order'"
    )
    async with working():
        other = await placed(today, {"MUG": 1})
        await until(lambda: _is(today, other, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))
    [task] = await today.rows("SELECT * FROM task WHERE state = 'failed'")
    assert (task["name"], task["attempts"]) == ("allocate_order", MAX_ATTEMPTS)
    assert task["last_error"] == "the worker died in the last attempt"
    assert (await today.order(poison))["allocation_status"] == "UNALLOCATED"


async def test_a_worker_killed_after_sending_sends_the_same_mail_again(
    today: Shop, settings: Settings, working: Working, mailbox: Mailbox
) -> None:
    await placed(today, {"MUG": 1})
    async with _process(settings, "tests.jobs.slow_worker", "outside") as output:
        lines = await _lines_until(output, "here")
    sent = {UUID(line.removeprefix("mail ")) for line in lines if line.startswith("mail ")}

    await execute(today.database, "UPDATE task SET leased_until = now() WHERE state = 'queued'")
    async with working():
        await until(lambda: _settled(today))

    assert len(await today.rows("SELECT 1 FROM notification")) == 2
    assert len(mailbox.mails) == 2
    assert sent <= {mail.id for mail in mailbox.mails}


async def test_an_api_killed_between_commit_and_relay_has_told_enough(
    today: Shop, settings: Settings, working: Working, mailbox: Mailbox
) -> None:
    async with _process(settings, "tests.jobs.slow_api") as output:
        order_id = UUID((await output.readline()).decode().strip())
        assert await output.read() == b""

    async with working():
        await until(lambda: _is(today, order_id, allocation_status="ALLOCATED"))
        await until(lambda: _settled(today))

    assert sorted(mailbox.subjects()) == ["it is confirmed", "we have received it"]

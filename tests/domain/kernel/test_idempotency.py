"""Idempotency keys: the first answer again, for the same caller, request and day."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from domain.kernel.actor import Actor
from domain.kernel.clock import FixedClock
from domain.kernel.database import Database
from domain.kernel.errors import IdempotencyConflict, InvalidInput
from domain.kernel.idempotency import claim, fingerprint, forget_expired, remember
from domain.kernel.uow import transaction
from tests.factories.people import PARTNER, STAFF
from tests.factories.reading import everything, refused
from tests.factories.shop import MORNING

MUG = fingerprint("placeOrder", {"sku": "MUG"})
TEE = fingerprint("placeOrder", {"sku": "TEE"})


async def ask(
    database: Database,
    request: str = MUG,
    *,
    key: str = "k1",
    actor: Actor = STAFF,
    clock: FixedClock | None = None,
    answer: str = "first",
) -> dict[str, Any] | None:
    """What a door does: claim, and where the key is new, do the work and remember its answer."""
    async with transaction(database, actor=actor, clock=clock) as uow:
        found = await claim(uow, key=key, fingerprint=request)
        if found is None:
            await asyncio.sleep(0.01)
            remember(uow, key=key, answer={"id": answer})
        return found


def test_a_request_is_the_same_whatever_the_order_of_its_fields() -> None:
    assert fingerprint("v", {"a": 1, "b": 2}) == fingerprint("v", {"b": 2, "a": 1})
    assert fingerprint("v", {"a": 1}) != fingerprint("w", {"a": 1})
    assert fingerprint("v", {"a": 1}) != fingerprint("v", {"a": "1"})
    assert fingerprint("v", {"a": "\ud800"}) != fingerprint("v", {"a": "\udfff"})


async def test_the_same_again_gets_the_first_answer(database: Database) -> None:
    assert await ask(database, answer="first") is None
    assert await ask(database, answer="second") == {"id": "first"}


async def test_another_request_under_the_same_key_is_a_conflict(database: Database) -> None:
    await ask(database)
    async with refused(database, IdempotencyConflict, path=("input", "idempotencyKey")):
        await ask(database, TEE)


async def test_keys_belong_to_their_caller(database: Database) -> None:
    await ask(database, MUG, actor=STAFF)
    assert await ask(database, TEE, actor=PARTNER) is None


async def test_of_twenty_at_once_one_does_the_work(database: Database) -> None:
    answers = await asyncio.gather(*(ask(database, answer=str(nth)) for nth in range(20)))
    assert answers.count(None) == 1
    (winner,) = {answer["id"] for answer in answers if answer}
    assert answers[int(winner)] is None


async def test_a_key_lasts_a_day(database: Database) -> None:
    clock = FixedClock(MORNING)
    await ask(database, clock=clock)
    clock.set(MORNING + timedelta(hours=23, minutes=59))
    assert await ask(database, clock=clock) == {"id": "first"}
    clock.set(MORNING + timedelta(hours=24, minutes=1))
    assert await ask(database, TEE, clock=clock, answer="next day") is None
    assert await ask(database, TEE, clock=clock) == {"id": "next day"}


async def test_what_was_refused_leaves_no_key(database: Database) -> None:
    async def attempt() -> None:
        async with transaction(database, actor=STAFF) as uow:
            await claim(uow, key="k1", fingerprint=MUG)
            raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        await attempt()
    assert await ask(database, TEE) is None


@pytest.mark.parametrize("key", ["", "k" * 256, "k\x00", "k\ud800"])
async def test_a_key_that_cannot_be_one_is_refused_by_name(database: Database, key: str) -> None:
    async with refused(database, InvalidInput, path=("input", "idempotencyKey")):
        await ask(database, key=key)


async def test_old_keys_are_forgotten(database: Database) -> None:
    clock = FixedClock(MORNING)
    await ask(database, key="old", clock=clock)
    clock.set(MORNING + timedelta(hours=20))
    await ask(database, key="young", clock=clock)
    clock.set(MORNING + timedelta(hours=25))
    async with transaction(database, actor=STAFF, clock=clock) as uow:
        assert await forget_expired(uow, limit=10) == 1
    rows = await everything(database)
    assert [row["key"] for row in rows["idempotency_key"]] == ["young"]

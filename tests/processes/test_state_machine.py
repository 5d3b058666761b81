"""Random lives: whatever is done to a few orders in whatever order, the books balance after each step.

``WAYBILL_TEST_EXAMPLES=500`` looks longer than the default, which is meant for every run.
"""

import asyncio
import os
import random
from collections.abc import Callable, Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from domain.kernel.database import Database
from domain.kernel.errors import DomainError
from tests.factories.proof import prove
from tests.factories.reading import Rows
from tests.processes.machine.areas import AREAS, LONG, LONGEST, VERBS
from tests.processes.machine.life import Area, Life, Verb

EXAMPLES = int(os.environ.get("WAYBILL_TEST_EXAMPLES", "20"))
STEPS = 40
SEED = st.integers(0, 2**16)


async def proven(database: Database, life: Life, name: str, verb: Verb, before: Rows) -> Rows | None:
    """The rows after the verb, which prove that the books balance; None where it was refused, which
    has changed nothing."""
    try:
        await verb(life)
    except DomainError:
        assert await prove(database) == before, f"{name} was refused and changed something"
        return None
    return await prove(database)


class RandomLife(RuleBasedStateMachine):
    """A shop, a few orders, and every verb of the house with arguments left to chance: one rule an
    area, so that Hypothesis also tries lives without it."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner = runner
        self.database = database
        self.rows: Rows = {}

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize(seed=SEED)
    def open(self, seed: int) -> None:
        """An empty database and the shop of the other tests."""

        async def begin() -> None:
            self.life = await Life.begin(self.database, random.Random(seed))
            self.rows = await prove(self.database)

        self.run(begin())

    async def step(self, seed: int, name: str, verb: Verb) -> None:
        self.life.chance.seed(seed)
        self.rows = await proven(self.database, self.life, name, verb, self.rows) or self.rows


def _rule_of(area: Area) -> Callable[..., None]:
    @rule(seed=SEED, verb=st.sampled_from(area.verbs))
    def act(self: RandomLife, seed: int, verb: tuple[str, Verb]) -> None:
        self.run(self.step(seed, *verb))

    return act


for _name, _area in AREAS.items():
    setattr(RandomLife, _name, _rule_of(_area))


def test_the_books_balance_after_every_step_of_every_life(database_url: str) -> None:
    with asyncio.Runner() as runner:
        database = Database(database_url, pool_size=4, statement_timeout=20)
        try:
            run_state_machine_as_test(
                lambda: RandomLife(runner, database),
                settings=settings(
                    max_examples=EXAMPLES,
                    stateful_step_count=STEPS,
                    deadline=None,
                    print_blob=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
        finally:
            runner.run(database.dispose())


def test_a_long_life_with_every_verb_in_it(database_url: str) -> None:
    """Hypothesis prefers short lives; this one goes on until returns of returns have been seen."""

    async def live() -> dict[str, int]:
        database = Database(database_url, pool_size=4, statement_timeout=20)
        try:
            chance = random.Random(20260302)
            life = await Life.begin(database, chance)
            done = dict.fromkeys((name for name, _ in VERBS), 0)
            rows = await prove(database)
            for step in range(LONGEST):
                if step >= LONG and all(done.values()):
                    break
                name, verb = chance.choice(VERBS)
                if after := await proven(database, life, name, verb, rows):
                    done[name] += 1
                    rows = after
            return done
        finally:
            await database.dispose()

    with asyncio.Runner() as runner:
        done = runner.run(live())
    assert min(done.values()) > 0, done

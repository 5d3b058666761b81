"""Random lives: whatever is done to a few orders in whatever order, the books balance after each step.

``WAYBILL_TEST_EXAMPLES=500`` looks longer than the default, which is meant for every run.
"""

import asyncio
import os
import random
from collections.abc import Coroutine
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from domain.kernel.database import Database
from domain.kernel.errors import DomainError
from tests.factories.cleaning import wipe
from tests.factories.proof import prove
from tests.factories.reading import Rows
from tests.factories.shop import open_shop
from tests.processes.random_life import VERBS, Life

EXAMPLES = int(os.environ.get("WAYBILL_TEST_EXAMPLES", "20"))
STEPS = 40
SEED = st.integers(0, 2**16)


class RandomLife(RuleBasedStateMachine):
    """A shop, a few orders, and every verb of the house with arguments left to chance."""

    def __init__(self, runner: asyncio.Runner, database: Database) -> None:
        super().__init__()
        self.runner = runner
        self.database = database
        self.rows: Rows = {}

    def _run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @initialize(seed=SEED)
    def open(self, seed: int) -> None:
        """An empty database and the shop of the other tests."""

        async def begin() -> None:
            await wipe(self.database)
            self.life = Life(await open_shop(self.database), random.Random(seed))
            self.rows = await prove(self.database)

        self._run(begin())

    def _step(self, verb: str, seed: int) -> None:
        async def step() -> None:
            self.life.chance.seed(seed)
            try:
                await getattr(self.life, verb)()
            except DomainError:
                rows = await prove(self.database)
                assert rows == self.rows, f"{verb} was refused and changed something"
            else:
                self.rows = await prove(self.database)

        self._run(step())

    @rule(seed=SEED)
    def place(self, seed: int) -> None:
        self._step("place", seed)

    @rule(seed=SEED, verb=st.sampled_from(["authorize", "settle", "settle", "capture", "capture"]))
    def pay(self, seed: int, verb: str) -> None:
        self._step(verb, seed)

    @rule(seed=SEED, verb=st.sampled_from(["refund", "void", "cancel"]))
    def give_back(self, seed: int, verb: str) -> None:
        self._step(verb, seed)

    @rule(seed=SEED, verb=st.sampled_from(["hold", "release", "release"]))
    def hold(self, seed: int, verb: str) -> None:
        self._step(verb, seed)

    @rule(seed=SEED, verb=st.sampled_from(["wait", "expire", "adjust"]))
    def go_by(self, seed: int, verb: str) -> None:
        self._step(verb, seed)

    @rule(seed=SEED, verb=st.sampled_from(["allocate", "allocate", "ship", "ship", "report"]))
    def fulfil(self, seed: int, verb: str) -> None:
        self._step(verb, seed)

    @rule(seed=SEED, verb=st.sampled_from(["ask_back", "decide", "take_back"]))
    def send_back(self, seed: int, verb: str) -> None:
        self._step(verb, seed)


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
            await wipe(database)
            chance = random.Random(20260302)
            life = Life(await open_shop(database), chance)
            done = dict.fromkeys(VERBS, 0)
            rows = await prove(database)
            for _ in range(400):
                verb = chance.choice(VERBS)
                try:
                    await getattr(life, verb)()
                except DomainError:
                    assert await prove(database) == rows, f"{verb} was refused and changed something"
                else:
                    done[verb] += 1
                    rows = await prove(database)
            return done
        finally:
            await database.dispose()

    with asyncio.Runner() as runner:
        done = runner.run(live())
    assert min(done.values()) > 0, done

"""A payment provider that says what a test tells it to, and keeps books of its own.

The books are the point: what moved at the provider must be what Waybill believes moved, whatever was
cut off, asked twice or declined in between.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable

from domain.payments.adapters.port import GatewayAnswer, GatewayRequest, GatewayUnreachable
from domain.payments.models import TransactionKind

APPROVE, DECLINE, SILENCE, LOST, BROKEN = "approve", "decline", "silence", "lost", "broken"
"""LOST: the money moves but the answer never arrives. SILENCE: nothing moves, no answer either."""


class FakeGateway:
    """Answers by script, then approves. Asked with a key it knows, it answers as before."""

    name = "test"
    offline = False

    def __init__(
        self,
        script: Iterable[str] = (),
        *,
        delay: float = 0,
        on_call: Callable[[], object] = lambda: None,
    ) -> None:
        self.script = list(script)
        self.delay = delay
        self.on_call = on_call
        self.asked: list[GatewayRequest] = []
        self.moved: Counter[TransactionKind] = Counter()
        "Minor units that really moved, by kind."
        self._answers: dict[str, GatewayAnswer] = {}

    async def call(self, request: GatewayRequest) -> GatewayAnswer:
        """Carry out one intent as the script says."""
        self.asked.append(request)
        self.on_call()
        await asyncio.sleep(self.delay)
        if request.key in self._answers:
            return self._answers[request.key]
        outcome = self.script.pop(0) if self.script else APPROVE
        if outcome == BROKEN:
            raise KeyError("the adapter stumbled")
        if outcome == SILENCE:
            raise GatewayUnreachable("nobody there")
        if outcome == DECLINE:
            answer = GatewayAnswer(approved=False, failure="The card was declined.")
        else:
            answer = GatewayAnswer(approved=True, reference=f"fake-{request.key}")
            self.moved[request.kind] += request.amount
        self._answers[request.key] = answer
        if outcome == LOST:
            raise GatewayUnreachable("the line was cut after the money moved")
        return answer

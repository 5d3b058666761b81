"""The `test` gateway: a provider inside the process, for development and for tests.

The payment's token decides what it does: ``ok`` (or none) approves, ``decline`` declines, ``timeout``
never answers, ``flaky`` answers on the third try. Like a real one it keeps what it did by idempotency
key, and a key it has seen moves nothing again.
"""

from collections import Counter

from domain.payments.adapters.port import GatewayAnswer, GatewayRequest, GatewayUnreachable

_TRIES_WHEN_FLAKY = 3


class SimulatedGateway:
    """Remembers for as long as the process lives; `moved` counts effects per key, for tests."""

    name = "test"
    offline = False

    def __init__(self) -> None:
        self._answers: dict[str, GatewayAnswer] = {}
        self.moved: Counter[str] = Counter()
        self.calls: list[GatewayRequest] = []

    async def call(self, request: GatewayRequest) -> GatewayAnswer:
        self.calls.append(request)
        if request.key in self._answers:
            return self._answers[request.key]
        match request.token or "ok":
            case "timeout":
                raise GatewayUnreachable("the test gateway did not answer in time")
            case "flaky" if request.attempt < _TRIES_WHEN_FLAKY:
                raise GatewayUnreachable("the test gateway cut the line")
            case "ok" | "flaky":
                answer = GatewayAnswer(approved=True, reference=f"test-{request.key}")
                self.moved[request.key] += 1
            case "decline":
                answer = GatewayAnswer(approved=False, failure="The card was declined.")
            case _:
                answer = GatewayAnswer(approved=False, failure="The token is unknown.")
        self._answers[request.key] = answer
        return answer

"""Nobody works for a client that has hung up."""

from asyncio import Task, get_running_loop
from typing import Any

from starlette.types import Receive

from api.blocks import Block
from api.refusals import RequestRefused

LOOKED_FOR_AFTER = 0.1
"Seconds after which somebody looks whether the client is still there. Most have their answer by then."


class WhileThere(Block):
    """A block that is given up when the client of a request, whose body was read, goes. Raises
    `RequestRefused`, which nobody is there to read, but the log."""

    __slots__ = ("_looking", "_receive", "_waiting")

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._looking: Task[None] | None = None

    def __enter__(self) -> None:
        super().__enter__()
        self._waiting = get_running_loop().call_later(LOOKED_FOR_AFTER, self._begin)

    def _begin(self) -> None:
        self._looking = get_running_loop().create_task(self._look())

    async def _look(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.give_up()

    def __exit__(self, error: type[BaseException] | None, *_: Any) -> None:
        self._waiting.cancel()
        if self._looking is not None:
            self._looking.cancel()
        if self.was_given_up(error):
            raise RequestRefused(499, "The client has gone.") from None

"""Knowing that the server is asked to stop, before it waits for its clients.

uvicorn closes sockets by itself (1012: service restart) but waits for responses to end, and an event
stream ends by nothing. So streams watch this, end, and their clients come back to another process.
"""

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopping:
    """Set once, when the process is to end."""

    def __init__(self) -> None:
        self._asked = asyncio.Event()

    def ask(self) -> None:
        self._asked.set()

    def is_asked(self) -> bool:
        return self._asked.is_set()

    async def wait(self) -> None:
        await self._asked.wait()

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear the signals that the server hears, and pass them on to it.

        The server installs its handlers before the application starts; outside the main thread there are
        none, and whoever runs the server calls `ask`.
        """
        loop = asyncio.get_running_loop()
        before = {number: signal.getsignal(number) for number in _SIGNALS}

        def hear(number: int, frame: FrameType | None) -> None:
            loop.call_soon_threadsafe(self.ask)
            passed_on = before[signal.Signals(number)]
            assert callable(passed_on)
            passed_on(number, frame)

        heard = [number for number, handler in before.items() if callable(handler)]
        if threading.current_thread() is not threading.main_thread():
            heard = []
        for number in heard:
            signal.signal(number, hear)
        try:
            yield
        finally:
            for number in heard:
                if signal.getsignal(number) is hear:
                    signal.signal(number, before[number])

"""What a socket has yet to send is bounded, and who does not read it is not waited for."""

import asyncio

import pytest

from api import outbox
from api.outbox import ROOM, Closed, Outbox, TooSlow
from tests.api.conftest import Api
from tests.api.test_sockets import _closed
from tests.factories.shop import Shop

EVERYTHING = """{ __schema { types { name description kind
    fields { name description type { name } args { name description } }
    inputFields { name description } enumValues { name description } } } }"""


@pytest.fixture(autouse=True)
def little_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PATIENCE", 0.3)


async def test_messages_keep_their_order_and_wait_for_room() -> None:
    sent: list[str] = []

    async def send(text: str) -> None:
        await asyncio.sleep(0)
        sent.append(text)

    box = Outbox(send)
    texts = [str(number) for number in range(ROOM * 3)]
    for text in texts:
        await box.put(text)
    await asyncio.sleep(0.05)
    assert sent == texts


async def test_no_more_than_so_many_wait_for_who_does_not_read() -> None:
    reading = asyncio.Event()

    async def send(text: str) -> None:
        await reading.wait()

    box = Outbox(send)
    for number in range(ROOM + 1):
        await box.put(str(number))
    with pytest.raises(TooSlow):
        await box.put("one too many")
    waiting = asyncio.create_task(box.put("still one"))
    await asyncio.sleep(0)
    box.close()
    await waiting
    with pytest.raises(Closed):
        await box.put("afterwards")


async def test_a_client_that_does_not_read_is_told_to_come_back(
    api: Api, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_up = asyncio.Event()

    class Noticed(TooSlow):
        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            given_up.set()

    monkeypatch.setattr(outbox, "TooSlow", Noticed)
    async with api.socket(max_queue=1) as socket:
        for number in range(95):
            await socket.subscribe(EVERYTHING, id=str(number))
        # Whoever reads before the server has given up is not slow.
        await asyncio.wait_for(given_up.wait(), 60)
        assert await _closed(socket.connection) == (1013, "Too slow")

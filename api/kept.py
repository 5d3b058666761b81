"""Automatic persisted queries: texts that clients asked us to keep.

They lie in Valkey, known by their hash to everybody: the hash is of the text, so nobody gains by
it. What is bounded is how many one caller may bring; the oldest of their own makes way. While Valkey
is away a process knows what was brought to it itself, and others ask for the text again.
"""

from collections import OrderedDict
from hashlib import sha256

from redis.asyncio import Redis

from api.fuse import Fuse
from schema.documents.prepare import PreparedDocument

LIFETIME = 7 * 24 * 3600
LONGEST = 64 * 1024
"Characters of a text that is kept."
HERE = 1_000
"Hashes that a process remembers to have been kept."

_KEEP = """
local lifetime = tonumber(ARGV[2])
if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', lifetime) then
  local clock = redis.call('TIME')
  redis.call('ZADD', KEYS[2], tonumber(clock[1]) * 1000000 + tonumber(clock[2]), KEYS[1])
  local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[3])
  if over > 0 then
    local oldest = redis.call('ZPOPMIN', KEYS[2], over)
    for place = 1, #oldest, 2 do redis.call('DEL', oldest[place]) end
  end
  redis.call('EXPIRE', KEYS[2], lifetime)
else
  redis.call('EXPIRE', KEYS[1], lifetime)
end
"""


class KeptDocuments:
    """The store of one shop. `most` is how many one caller may have in it."""

    def __init__(self, broker: Redis, fuse: Fuse, *, most: int) -> None:
        self._broker = broker
        self._fuse = fuse
        self._most = most
        self._keep = broker.register_script(_KEEP)
        self._here: OrderedDict[str, None] = OrderedDict()

    def is_known_here(self, digest: str) -> bool:
        """Whether this process has seen that it is kept."""
        return digest in self._here

    async def find(self, digest: str) -> str | None:
        """The text of that sha256."""
        found = await self._fuse.ask(lambda: self._broker.get(_name(digest)))
        if found is None:
            return None
        self._remember(digest)
        return bytes(found).decode()

    async def keep(self, caller: str, document: PreparedDocument) -> None:
        """Keep a text that its caller brought."""
        if not self._most or len(document.text) > LONGEST:
            return
        self._remember(document.sha256)
        names = [_name(document.sha256), f"waybill:kept:of:{_hashed(caller)}"]
        await self._fuse.ask(lambda: self._keep(keys=names, args=(document.text, LIFETIME, self._most)))

    def _remember(self, digest: str) -> None:
        self._here[digest] = None
        self._here.move_to_end(digest)
        if len(self._here) > HERE:
            self._here.popitem(last=False)


def _name(digest: str) -> str:
    return f"waybill:kept:{digest}"


def _hashed(caller: str) -> str:
    return sha256(caller.encode()).hexdigest()[:32]

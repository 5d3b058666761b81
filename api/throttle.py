"""How much one caller may ask for: a leaky bucket of cost.

It lies in Valkey, so that all processes see one bucket; while Valkey is away each process has its own,
and the API goes on. What an operation turned out not to need is given back with the caller's next one,
which saves a round trip.
"""

import math
import time
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256

from redis.asyncio import Redis

from api.fuse import Fuse
from api.refusals import RequestRefused

_TAKE = """
local capacity, rate = tonumber(ARGV[1]), tonumber(ARGV[2])
local cost, back = tonumber(ARGV[3]), tonumber(ARGV[4])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(kept[1] or 0), tonumber(kept[2] or now)
level = math.max(0, math.min(level, capacity) - math.max(0, now - at) * rate - back)
local taken = 0
if level + cost <= capacity then
  level = level + cost
  taken = 1
end
redis.call('HSET', KEYS[1], 'level', string.format('%.3f', level), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(1000 * level / rate) + 1000)
return {taken, string.format('%.3f', level)}
"""
CALLERS = 10_000
"Buckets and credits that a process remembers; who called least lately is forgotten first."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of asking for some cost."""

    granted: bool
    remaining: int
    wait: float
    "Seconds until the same may be asked again."


class Throttle:
    """The buckets of all callers. A capacity of 0 lets everything through."""

    def __init__(self, broker: Redis, fuse: Fuse, *, capacity: int, rate: int) -> None:
        self.capacity = capacity
        self.rate = rate
        self._fuse = fuse
        self._take = broker.register_script(_TAKE)
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._credits: OrderedDict[str, int] = OrderedDict()

    async def take(self, caller: str, cost: int) -> Taken:
        """Ask for `cost`; more than the bucket holds counts as all of it."""
        cost = min(cost, self.capacity)
        back = self._credits.pop(caller, 0)
        name = f"waybill:bucket:{sha256(caller.encode()).hexdigest()[:32]}"
        arguments = [self.capacity, self.rate, cost, back]
        answer = await self._fuse.ask(lambda: self._take(keys=[name], args=arguments))
        if answer is None:
            granted, level = self._take_here(caller, cost, back)
        else:
            granted, level = bool(answer[0]), float(answer[1])
        return Taken(
            granted=granted,
            remaining=max(0, math.floor(self.capacity - level)),
            wait=0.0 if granted else max(0.001, (level + cost - self.capacity) / self.rate),
        )

    async def charge(self, caller: str, cost: int) -> Taken:
        """Take `cost`. Raises `RequestRefused`, which says when to come back."""
        if not self.capacity:
            return Taken(True, 0, 0.0)
        taken = await self.take(caller, cost)
        if taken.granted:
            return taken
        raise RequestRefused(
            429,
            f"You have asked for much; try again in {taken.wait:.3g} seconds.",
            headers={"Retry-After": str(math.ceil(taken.wait))},
            retryAfter=math.ceil(taken.wait * 1000) / 1000,
            cost={"requested": cost} | self.account(taken.remaining),
        )

    def account(self, remaining: int) -> dict[str, int]:
        """How a caller's bucket stands, as they are told."""
        left = max(0, min(remaining, self.capacity))
        return {"remaining": left, "maximum": self.capacity, "restoreRate": self.rate}

    def give_back(self, caller: str, cost: int) -> None:
        """Credit what was asked for and not needed; charge what was needed beyond it."""
        self._credits[caller] = self._credits.get(caller, 0) + cost
        self._credits.move_to_end(caller)
        if len(self._credits) > CALLERS:
            self._credits.popitem(last=False)

    def _take_here(self, caller: str, cost: int, back: int) -> tuple[bool, float]:
        now = time.monotonic()
        level, at = self._levels.pop(caller, (0.0, now))
        level = max(0.0, min(level, self.capacity) - (now - at) * self.rate - back)
        granted = level + cost <= self.capacity
        if granted:
            level += cost
        self._levels[caller] = (level, now)
        if len(self._levels) > CALLERS:
            self._levels.popitem(last=False)
        return granted, level

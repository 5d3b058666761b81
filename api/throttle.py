"""How much one caller may ask for: a leaky bucket of cost.

It lies in Valkey, so that all processes see one bucket; while Valkey is away each process has its own,
and the API goes on.

To ask Valkey takes half as long as all else that is done around an operation, so it is not asked each
time about a caller who comes in quick succession. Where there is plenty, a process takes a hundredth of
the bucket in advance; for a tenth of a second it pays from that, and from what operations turned out not
to need. What is left goes back with the caller's next question. Nothing is paid that was not taken.
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
local cost, back, advance = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local clock = redis.call('TIME')
local now = tonumber(clock[1]) + tonumber(clock[2]) / 1000000
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(kept[1] or 0), tonumber(kept[2] or now)
level = math.max(0, math.min(level, capacity) - math.max(0, now - at) * rate - back)
local taken, paid = 0, 0
if level + cost <= capacity then
  level = level + cost
  taken = 1
  if level + advance <= capacity / 2 then
    level = level + advance
    paid = advance
  end
end
redis.call('HSET', KEYS[1], 'level', string.format('%.3f', level), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(1000 * level / rate) + 1000)
return {taken, string.format('%.3f', level), paid}
"""
CALLERS = 10_000
"Buckets and purses that a process remembers; who called least lately is forgotten first."
SHARE = 100
"An advance is the bucket divided by this."
LASTS = 0.1
"Seconds for which a process pays from what it has."


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of asking for some cost."""

    granted: bool
    remaining: int
    wait: float
    "Seconds until the same may be asked again."


@dataclass(slots=True)
class _Purse:
    """What a process has of a caller's bucket: taken from it, and not needed yet. Less than nothing,
    where operations needed more than was taken for them."""

    units: int = 0
    until: float = 0.0
    "When to ask again."
    level: float = 0.0
    "Of the bucket, when it was asked last, which was then:"
    at: float = 0.0


class Throttle:
    """The buckets of all callers. A capacity of 0 lets everything through."""

    def __init__(self, broker: Redis, fuse: Fuse, *, capacity: int, rate: int) -> None:
        self.capacity = capacity
        self.rate = rate
        self._fuse = fuse
        self._take = broker.register_script(_TAKE)
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._purses: OrderedDict[str, _Purse] = OrderedDict()

    async def take(self, caller: str, cost: int) -> Taken:
        """Ask for `cost`; more than the bucket holds counts as all of it."""
        cost = min(cost, self.capacity)
        purse, now = self._purse_of(caller), time.monotonic()
        if now < purse.until:
            if purse.units >= cost:
                purse.units -= cost
                return Taken(True, self._remaining(purse, now, cost), 0.0)
            advance = 0  # others ask for this caller right now, or it was not enough
        else:
            advance, purse.until = self.capacity // SHARE, now + LASTS
        back, purse.units = purse.units, 0
        name = f"waybill:bucket:{sha256(caller.encode()).hexdigest()[:32]}"
        arguments = [self.capacity, self.rate, cost, back, advance]
        answer = await self._fuse.ask(lambda: self._take(keys=[name], args=arguments))
        if answer is None:
            granted, purse.level = self._take_here(caller, cost, back)
        else:
            granted, purse.level = bool(answer[0]), float(answer[1])
            purse.units += int(answer[2])
        purse.at = time.monotonic()
        return Taken(
            granted=granted,
            remaining=self._remaining(purse, purse.at, cost if granted else 0),
            wait=0.0 if granted else max(0.001, (purse.level + cost - self.capacity) / self.rate),
        )

    def _purse_of(self, caller: str) -> _Purse:
        purse = self._purses.get(caller)
        if purse is None:
            purse = self._purses[caller] = _Purse()
            if len(self._purses) > CALLERS:
                self._purses.popitem(last=False)
        self._purses.move_to_end(caller)
        return purse

    def _remaining(self, purse: _Purse, now: float, cost: int) -> int:
        """What the caller may still ask for, here. What was just taken is not there."""
        level = max(0.0, purse.level - (now - purse.at) * self.rate)
        left = math.floor(self.capacity - level + purse.units)
        return max(0, min(left, self.capacity - cost))

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
        self._purse_of(caller).units += cost

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

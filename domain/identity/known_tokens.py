"""Tokens that were good a moment ago: their signature is not computed again at each request.

What was signed by a secret of ours stays signed by it. What may change is looked at each time: whether
the token has ended, here, and whether it was taken back, by whoever asks. Only digests are kept.
"""

import time
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256

from domain.identity.tokens import actor_of, check_shape, read_claims
from domain.kernel.actor import Actor

MOST = 10_000
"Tokens that a process remembers; the one that was not shown for longest makes way."

_known: OrderedDict[tuple[bytes, tuple[str, ...]], tuple[Actor, float]] = OrderedDict()


def bearer_of(secrets: Sequence[str], token: str) -> Actor:
    """Who a token of ours speaks for. Raises `Unauthenticated`."""
    check_shape(token)
    key = (sha256(token.encode()).digest(), tuple(secrets))
    known = _known.get(key)
    if known is not None and time.time() < known[1]:
        _known.move_to_end(key)
        return known[0]
    _known.pop(key, None)
    claims = read_claims(secrets, token)
    actor = actor_of(claims)
    _known[key] = (actor, float(claims["exp"]))
    if len(_known) > MOST:
        _known.popitem(last=False)
    return actor

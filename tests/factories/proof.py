"""What must hold after every step, recomputed from the rows without asking the house's own code."""

from collections.abc import Callable, Iterator

from domain.kernel.database import Database
from tests.factories.proofs.backorders import backorders
from tests.factories.proofs.bundles import bundles
from tests.factories.proofs.counts import counts
from tests.factories.proofs.levels import ledger
from tests.factories.proofs.orders import lines, sequences, totals
from tests.factories.proofs.payments import payments
from tests.factories.proofs.promises import promises
from tests.factories.proofs.purchases import purchases
from tests.factories.proofs.returns import returns
from tests.factories.proofs.supply import supply
from tests.factories.proofs.transfers import transfers
from tests.factories.reading import Rows, everything

PROOFS: tuple[Callable[[Rows], Iterator[str]], ...] = (
    ledger,
    promises,
    backorders,
    supply,
    purchases,
    transfers,
    counts,
    lines,
    bundles,
    returns,
    totals,
    payments,
    sequences,
)


async def prove(database: Database) -> Rows:
    """Assert everything that must always hold; the rows, for a test's own questions."""
    rows = await everything(database)
    broken = [sentence for proof in PROOFS for sentence in proof(rows)]
    assert not broken, "\n".join(broken)
    return rows

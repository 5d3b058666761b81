"""What an import has to say at its end: figures beside figures, what was skipped, what was odd."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from domain.imports.olist.plan import Quirk, Skipped
from domain.imports.olist.workers import Failure

HANDLING: dict[Quirk, str] = {
    Quirk.LEFT_BEFORE_APPROVAL: "shipped when it left, captured when approved: as it was",
    Quirk.LEFT_BEFORE_PURCHASE: "shipped at the moment it was bought",
    Quirk.DELIVERED_BEFORE_LEAVING: "delivered at the moment it left",
    Quirk.NO_APPROVAL_DATE: "captured at the moment it was bought",
    Quirk.NO_CARRIER_DATE: "shipped by the sellers' limit",
    Quirk.NO_DELIVERY_DATE: "delivered on the promised date",
    Quirk.NO_CANCEL_DATE: "canceled by the sellers' limit; on the promised date if it had left",
    Quirk.CANCELED_UNDERWAY: "everything came back and was refunded, freight included",
    Quirk.CANCELED_DELIVERED: "delivered first, then sent back",
    Quirk.PAID_MORE: "kept as paid: OVERPAID, and not COMPLETED; refunded whole if canceled",
    Quirk.PAID_LESS: "kept as paid: PARTIALLY_PAID, and not COMPLETED",
    Quirk.ZERO_PAYMENT: "a tender of 0.00, authorised, with nothing to capture",
    Quirk.UNTYPED_PAYMENT: 'method "unknown"',
    Quirk.SEVERAL_SELLERS: "one fulfillment order and one parcel per seller",
    Quirk.HOUR_TWICE: "the first of the two hours, unless only the second fits",
    Quirk.HOUR_NEVER: "as the clock would have gone on",
}
"What is made of each oddity."


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of the files beside the same figure of the database."""

    name: str
    expected: Decimal | int
    found: Decimal | int

    @property
    def agrees(self) -> bool:
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something odd in the files: where it was met and what was made of it."""

    what: str
    handling: str
    replayed: Sequence[str]
    "Ids of the orders (sellers, products, zip prefixes) that were taken in, one per occurrence."
    skipped: Sequence[str] = ()
    "Ids of the orders that were not."


@dataclass(frozen=True, slots=True)
class Difference:
    """An order whose figures or state are not those of its row."""

    order_id: str
    what: str


@dataclass(frozen=True, slots=True)
class Timing:
    """A stage and how long it took."""

    stage: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Report:
    """The whole of it. `agrees` decides about the exit code."""

    replayed: int
    "Orders replayed by this run."
    already_there: int
    "Orders that an earlier run had replayed."
    figures: Sequence[Figure]
    differences: Sequence[Difference]
    failures: Sequence[Failure]
    skipped: Sequence[Skipped]
    oddities: Sequence[Oddity]
    timings: Sequence[Timing]

    @property
    def agrees(self) -> bool:
        """Whether every figure is that of the files, to the cent, and no order failed."""
        return (
            all(figure.agrees for figure in self.figures) and not self.differences and not self.failures
        )

    def skipped_by_reason(self) -> list[tuple[str, str, int]]:
        """(reason, the row's status, orders), the most frequent first."""
        counts = Counter((each.reason.value, each.row_status) for each in self.skipped)
        return [(*key, count) for key, count in counts.most_common()]

    def to_document(self) -> dict[str, object]:
        """Everything, the skipped orders one by one, for a file."""
        return {
            "agrees": self.agrees,
            "replayed": self.replayed,
            "already_there": self.already_there,
            "figures": [{**asdict(figure), "agrees": figure.agrees} for figure in self.figures],
            "differences": [asdict(each) for each in self.differences],
            "failures": [asdict(each) for each in self.failures],
            "skipped": [
                {"order_id": each.order_id, "status": each.row_status, "reason": each.reason}
                for each in self.skipped
            ],
            "oddities": [asdict(each) for each in self.oddities],
            "seconds": {timing.stage: round(timing.seconds, 1) for timing in self.timings},
        }

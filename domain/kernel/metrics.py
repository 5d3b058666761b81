"""What is counted, for Prometheus. Every label has few values, and none of them says who anybody is.

A document's name is a label where the document is registered, and for the first few others: those who
may send free text must not be able to make a metric of every name they think of.
"""

from functools import cache

from prometheus_client import Counter, Gauge, Histogram

from domain.kernel.watch import Watch

FREE_NAMES = 200
OTHER = "other"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_STATEMENTS = (0, 1, 2, 4, 6, 8, 12, 16, 24, 32, 64)

requests = Counter(
    "waybill_requests", "Operations by document and outcome.", ["document", "kind", "outcome"]
)
request_seconds = Histogram(
    "waybill_request_seconds", "How long operations took.", ["document"], buckets=_SECONDS
)
request_statements = Histogram(
    "waybill_request_statements", "SQL statements of an operation.", ["document"], buckets=_STATEMENTS
)
stock_refusals = Counter("waybill_stock_refusals", "Requests that stock did not suffice for.")
tasks = Counter("waybill_tasks", "Tasks by name and how they ended.", ["task", "outcome"])
live_subscribers = Gauge(
    "waybill_live_subscribers", "Subscriptions that are open.", multiprocess_mode="livesum"
)
_free: set[str] = set()


def count(watch: Watch) -> None:
    """Count an operation that is over."""
    counter, seconds, statements = _figures(_label(watch), watch.kind or "none", watch.outcome)
    counter.inc()
    seconds.observe(watch.total)
    statements.observe(watch.statements)


@cache
def _figures(document: str, kind: str, outcome: str) -> tuple[Counter, Histogram, Histogram]:
    """What these labels are counted by. To look a figure up by its labels takes longer than to count,
    and there are no more of them than labels, which are few."""
    return (
        requests.labels(document, kind, outcome),
        request_seconds.labels(document),
        request_statements.labels(document),
    )


def _label(watch: Watch) -> str:
    if watch.document is None:
        return "none"
    if watch.registered or watch.document in _free:
        return watch.document
    if len(_free) >= FREE_NAMES or watch.outcome != "ok":
        return OTHER
    _free.add(watch.document)
    return watch.document

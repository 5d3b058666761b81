"""What the schema tells of each operation: its name and kind, and the time of parsing and validating."""

from collections.abc import AsyncIterator, Iterator

import structlog
from strawberry.extensions import SchemaExtension

from domain.kernel import metrics
from domain.kernel.watch import Watch, current, spent

log = structlog.get_logger("waybill.api")


class Watched(SchemaExtension):
    """Names the operation that a door opened a watch for. An HTTP request ends its watch itself; an
    operation on a socket is over when it is over here."""

    async def on_operation(self) -> AsyncIterator[None]:
        watch = current()
        if watch is None:
            yield
            return
        try:
            yield
        finally:
            self._describe(watch)
            if watch.door == "socket":
                finish(watch, "operation")

    def on_parse(self) -> Iterator[None]:
        with spent("parsing"):
            yield

    def on_validate(self) -> Iterator[None]:
        with spent("planning"):
            yield

    def on_execute(self) -> Iterator[None]:
        with spent("executing"):
            yield

    def _describe(self, watch: Watch) -> None:
        context = self.execution_context
        if context.graphql_document is None:
            return
        try:
            watch.kind = context.operation_type.value
            watch.name(context.operation_name)
        except RuntimeError:  # no operation of that name
            return


def finish(watch: Watch, event: str, **more: object) -> None:
    """The operation is over: its line in the log, and its place in the metrics. Once."""
    if watch.is_told:
        return
    watch.is_told = True
    metrics.count(watch)
    log.info(event, request_id=watch.request_id, **more, **watch.figures())

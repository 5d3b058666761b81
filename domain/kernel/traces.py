"""Traces by OpenTelemetry, where OTEL_EXPORTER_OTLP_ENDPOINT is set and the extra `traces` is installed.

Spans carry names, ids and counts. A statement's span says what kind it is and of which table: its text
holds no values either, but nobody should have to check.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from domain.kernel.errors import ConfigurationError

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
Headers = Iterable[tuple[bytes, bytes]]
_CALLERS = (b"traceparent", b"tracestate")
"What a caller says of the trace that a request is a part of."
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?(\w+)", re.IGNORECASE)

_provider: Any = None
_tracer: Any = None


def set_up(service: str) -> None:
    """Begin to trace, if an endpoint is set. Raises `ConfigurationError` without the libraries."""
    if not os.environ.get(ENDPOINT):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        raise ConfigurationError(
            f"{ENDPOINT}: tracing needs the extra 'traces': pip install 'waybill[traces]'."
        ) from None
    global _provider
    _provider = provider = TracerProvider(resource=Resource.create({"service.name": service}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace_with(provider)


def trace_with(provider: Any) -> None:
    """Send spans to this provider; None ends it."""
    global _tracer  # one a process, like the log
    _tracer = None if provider is None else provider.get_tracer("waybill")


def shut_down() -> None:
    """Send what was not sent yet: the end of a process may not wait for the next batch."""
    if _provider is not None:
        _provider.shutdown()


def span(name: str, *, headers: Headers = ()) -> AbstractContextManager[Any]:
    """A span around the block, or None where nobody traces. `headers` may name the caller's trace."""
    return _UNTRACED if _tracer is None else _opened(name, headers)


_UNTRACED = nullcontext()


@contextmanager
def _opened(name: str, headers: Headers) -> Iterator[Any]:
    from opentelemetry import propagate

    said = {name.decode(): value.decode("latin-1") for name, value in headers if name in _CALLERS}
    with _tracer.start_as_current_span(
        name,
        context=propagate.extract(said) if said else None,
        record_exception=False,
        set_status_on_exception=False,
    ) as opened:
        yield opened


def statement(text: str) -> Any:
    """A span of a statement that begins now, to be ended by its `end()`; None where nobody traces."""
    if _tracer is None:
        return None
    verb = text.lstrip().split(None, 1)[0].upper() if text.strip() else "?"
    table = _TABLE.search(text)
    name = f"{verb} {table[1]}" if table else verb
    return _tracer.start_span(name, attributes={"db.system": "postgresql", "db.operation": verb})

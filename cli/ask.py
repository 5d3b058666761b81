"""``waybill ask``: sends one document to a running Waybill, as staff, as a customer or as a partner.

For trying things and for scripts, where there is no GraphQL client at hand. A subscription prints each
event as it comes, until Ctrl-C.
"""

import asyncio
import json
import os
import re
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import httpx
import typer
from rich.console import Console

from cli.options import DataDir
from cli.secret import with_secret
from cli.shop import open_shop
from cli.token import STAFF_EMAIL, customer_token, staff_token
from cli.welcome import local_host
from domain.kernel.config import Settings, load_settings
from domain.kernel.errors import ConfigurationError

_SUBSCRIPTION = re.compile(r"^\s*subscription\b", re.MULTILINE)


def ask(
    document: Annotated[str, typer.Argument(help="A GraphQL document, or - for standard input.")],
    variables: Annotated[str | None, typer.Option(help="Its variables, as a JSON object.")] = None,
    customer: Annotated[
        str | None, typer.Option(help="Ask as the customer with this e-mail address.")
    ] = None,
    token: Annotated[str | None, typer.Option(help="Ask with this token or API key.")] = None,
    url: Annotated[str | None, typer.Option(help="Where; by default the shop on this machine.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Ask a running Waybill and print its answer as JSON. Exits with 1 when the answer has errors."""
    settings = with_secret(load_settings(data_dir=data_dir))
    query = sys.stdin.read() if document == "-" else document
    body = {"query": query, "variables": _parse(variables)}
    headers = {"authorization": f"Bearer {token or _token(settings, customer)}"}
    endpoint = url or f"http://{local_host(settings)}:{settings.port}/graphql"
    try:
        if _SUBSCRIPTION.search(query):
            _listen(endpoint, headers, body)
        else:
            _ask_once(endpoint, headers, body)
    except httpx.TransportError:
        Console(stderr=True).print(
            f"Nothing answers at {endpoint}. Is `waybill up` running?", style="red"
        )
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        # Ctrl-C is how one stops listening; there is nothing wrong, and nothing left to wait for.
        os._exit(0)


def _parse(variables: str | None) -> dict[str, Any] | None:
    if variables is None:
        return None
    try:
        parsed = json.loads(variables)
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        raise ConfigurationError("--variables: must be a JSON object.")
    return parsed


def _token(settings: Settings, customer: str | None) -> str:
    if customer is None:
        return staff_token(settings, STAFF_EMAIL)
    with open_shop(settings) as running:
        return asyncio.run(customer_token(running, customer))


def _ask_once(url: str, headers: dict[str, str], body: dict[str, Any]) -> None:
    answer = httpx.post(url, headers=headers, json=body, timeout=30)
    try:
        parsed = answer.json()
    except ValueError:
        parsed = {"errors": [{"message": f"HTTP {answer.status_code}: {answer.text[:500]}"}]}
    _print(parsed)
    if parsed.get("errors"):
        raise typer.Exit(1)


def _listen(url: str, headers: dict[str, str], body: dict[str, Any]) -> None:
    headers = {**headers, "accept": "text/event-stream"}
    with httpx.stream("POST", url, headers=headers, json=body, timeout=None) as stream:  # noqa: S113
        if not stream.headers["content-type"].startswith("text/event-stream"):
            _print(json.loads(stream.read()))
            raise typer.Exit(1)
        for event, data in _events(stream.iter_lines()):
            if event == "next":
                typer.echo(json.dumps(json.loads(data), ensure_ascii=False))


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Server-sent events as (event, data)."""
    event, data = "message", ""
    for line in lines:
        if line.startswith("event:"):
            event = line.removeprefix("event:").strip()
        elif line.startswith("data:"):
            data += line.removeprefix("data:").strip()
        elif line == "":
            if data:
                yield event, data
            event, data = "message", ""


def _print(answer: Any) -> None:
    typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))

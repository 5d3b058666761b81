"""``waybill ask``: sends one document to a running Waybill, as staff, as a customer or as a partner.

For trying things and for scripts, where there is no GraphQL client at hand. A registered document goes
by its id. A subscription prints each event as it comes, until Ctrl-C.
"""

import asyncio
import json
import os
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
from domain.documents.rules import read_id
from domain.kernel.config import Settings, load_settings
from domain.kernel.errors import ConfigurationError

EVENTS = "text/event-stream"
ACCEPT = f"application/json, {EVENTS}"
"Waybill streams what has to be streamed, so the command need not know what a document is."


def ask(
    document: Annotated[
        str,
        typer.Argument(help="A GraphQL document, the id of a registered one, or - for stdin."),
    ],
    variables: Annotated[str | None, typer.Option(help="Its variables, as a JSON object.")] = None,
    customer: Annotated[
        str | None, typer.Option(help="Ask as the customer with this e-mail address.")
    ] = None,
    token: Annotated[str | None, typer.Option(help="Ask with this token or API key.")] = None,
    url: Annotated[str | None, typer.Option(help="Where; by default the shop on this machine.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Ask a running Waybill and print its answer as JSON. Exits with 1 when the answer has errors."""
    settings = load_settings(data_dir=data_dir)
    text = sys.stdin.read() if document == "-" else document
    named = "query" if read_id(text) is None else "documentId"
    body = {named: text, "variables": _parse(variables)}
    bearer = token or _token(with_secret(settings), customer)
    headers = {"authorization": f"Bearer {bearer}", "accept": ACCEPT}
    endpoint = url or f"http://{local_host(settings)}:{settings.port}/graphql"
    try:
        _send(endpoint, headers, body)
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


def _send(url: str, headers: dict[str, str], body: dict[str, Any]) -> None:
    patience = httpx.Timeout(30, read=None)
    with httpx.stream("POST", url, headers=headers, json=body, timeout=patience) as answer:
        if not answer.headers.get("content-type", "").startswith(EVENTS):
            _print(answer)
            return
        for event, data in _events(answer.iter_lines()):
            if event == "next":
                typer.echo(json.dumps(json.loads(data), ensure_ascii=False))


def _print(answer: httpx.Response) -> None:
    """The whole answer. Exits with 1 where it has errors."""
    text = answer.read()
    try:
        parsed = json.loads(text)
    except ValueError:
        parsed = {"errors": [{"message": f"HTTP {answer.status_code}: {answer.text[:500]}"}]}
    typer.echo(json.dumps(parsed, indent=2, ensure_ascii=False))
    if parsed.get("errors"):
        raise typer.Exit(1)


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

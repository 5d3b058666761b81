"""What ``waybill up`` says when the shop is open."""

import json
import shlex

from rich.console import Console

from cli.demo import DemoTokens
from domain.kernel.config import Settings

QUERY = """\
{
  stockLevels(first: 5) {
    nodes { product { sku name } location { name } onHand available }
  }
}"""


def welcome(console: Console, settings: Settings, tokens: DemoTokens) -> None:
    """Print the URL, the tokens, and a query both as GraphQL and as a command to paste."""
    host = local_host(settings)
    url = f"http://{f'[{host}]' if ':' in host else host}:{settings.port}/graphql"
    console.print("\n[bold green]Waybill is up.[/] Ctrl-C stops it; everything is kept.\n")
    console.print("[bold]GraphQL[/] (HTTP, SSE and WebSocket)")
    _verbatim(console, url)
    console.print("\n[bold]Staff token[/]")
    _verbatim(console, tokens.staff)
    console.print(f"\n[bold]Customer token[/] ({tokens.customer_email})")
    _verbatim(console, tokens.customer)
    console.print("\n[bold]A query to paste[/]")
    _verbatim(console, QUERY)
    console.print("\n[bold]The same as a command[/]")
    _verbatim(console, curl(url, tokens.staff, QUERY))
    console.print()


def local_host(settings: Settings) -> str:
    """Where this machine reaches the API; a server that listens everywhere is reached at home."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104


def curl(url: str, token: str, query: str) -> str:
    """A shell command that sends the query."""
    body = json.dumps({"query": " ".join(query.split())})
    headers = (f"Authorization: Bearer {token}", "Content-Type: application/json")
    options = " ".join(f"-H {shlex.quote(header)}" for header in headers)
    return f"curl -s {url} {options} -d {shlex.quote(body)}"


def _verbatim(console: Console, text: str) -> None:
    """As it is: no markup, no colours, no wrapping that would break what is pasted."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)

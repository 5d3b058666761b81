"""From a request or a socket to the context of whoever sent it."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.websockets import WebSocket
from strawberry.exceptions import ConnectionRejectionError

from api.middleware import request_id_of
from api.services import Services
from domain.identity.authenticate import authenticate
from domain.identity.errors import Unauthenticated
from schema.context import Context


async def context_of_request(services: Services, request: Request) -> Context:
    """The context of an HTTP request. Raises `Unauthenticated`."""
    actor = await authenticate(
        services.database, services.settings, request.headers.get("authorization")
    )
    return services.context(actor, request_id=request_id_of(request.scope))


@dataclass(slots=True)
class Handshake:
    """What a socket said about itself so far; the actor is known after `connection_init`."""

    services: Services
    header: str | None
    address: str | None = None
    connection_params: dict[str, Any] | None = None
    context: Context | None = None

    @classmethod
    def of(cls, services: Services, socket: WebSocket) -> "Handshake":
        address = socket.client.host if socket.client else None
        return cls(services, socket.headers.get("authorization"), address)

    async def accept(self) -> None:
        """Settle who speaks: browsers cannot set a header on a handshake, so the payload comes first.

        Raises `ConnectionRejectionError`, which closes the socket with 4403.
        """
        params = self.connection_params or {}
        given = params.get("authorization", params.get("Authorization"))
        if given is not None and not isinstance(given, str):
            raise ConnectionRejectionError
        try:
            actor = await authenticate(
                self.services.database, self.services.settings, given or self.header
            )
        except Unauthenticated:
            raise ConnectionRejectionError from None
        self.context = self.services.context(actor)

    def fork(self) -> Context:
        """A fresh context for one operation on this socket."""
        assert self.context is not None, "an operation before the handshake ended"
        return self.context.fork()

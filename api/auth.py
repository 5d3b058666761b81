"""From a request or a socket to the context of whoever sent it."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.websockets import WebSocket
from strawberry.exceptions import ConnectionRejectionError

from api.middleware import request_id_of
from api.services import Services
from domain.audit.service import Deed, record_refusal
from domain.identity.authenticate import authenticate
from domain.identity.errors import Unauthenticated
from domain.kernel.actor import ANONYMOUS
from domain.kernel.watch import Watch, attach
from schema.context import Context


async def context_of_request(services: Services, request: Request) -> Context:
    """The context of an HTTP request. Raises `Unauthenticated`."""
    return await _context_of(
        services,
        request.headers.get("authorization"),
        address=request.client.host if request.client else None,
        request_id=request_id_of(request.scope),
    )


async def _context_of(
    services: Services, authorization: str | None, *, address: str | None, request_id: str
) -> Context:
    """The context of whoever the credentials speak for; wrong ones are kept in the audit."""
    try:
        actor = await authenticate(services.database, services.settings, authorization)
    except Unauthenticated as error:
        deed = Deed(action="authenticate", origin=address, request_id=request_id)
        await record_refusal(services.database, ANONYMOUS, deed, code=error.code)
        raise
    return services.context(actor, request_id=request_id, origin=address)


@dataclass(slots=True)
class Handshake:
    """What a socket said about itself so far; the actor is known after `connection_init`."""

    services: Services
    header: str | None
    address: str | None = None
    request_id: str = ""
    connection_params: dict[str, Any] | None = None
    context: Context | None = None

    @classmethod
    def of(cls, services: Services, socket: WebSocket) -> "Handshake":
        address = socket.client.host if socket.client else None
        authorization = socket.headers.get("authorization")
        return cls(services, authorization, address, request_id_of(socket.scope))

    async def accept(self) -> None:
        """Settle who speaks: browsers cannot set a header on a handshake, so the payload comes first.

        Raises `ConnectionRejectionError`, which closes the socket with 4403.
        """
        params = self.connection_params or {}
        given = params.get("authorization", params.get("Authorization"))
        if given is not None and not isinstance(given, str):
            raise ConnectionRejectionError
        try:
            self.context = await _context_of(
                self.services,
                given or self.header,
                address=self.address,
                request_id=self.request_id,
            )
        except Unauthenticated:
            raise ConnectionRejectionError from None

    def fork(self) -> Context:
        """A fresh context for one operation on this socket."""
        assert self.context is not None, "an operation before the handshake ended"
        context = self.context.fork()
        # Each operation has a task of its own, and the watch lasts as long as that.
        attach(Watch(request_id=context.request_id, door="socket"))
        return context

"""What a caller without good credentials gets."""

TOKEN_EXPIRED = "The token has expired."  # noqa: S105 - a sentence, not a token
TOKEN_REVOKED = "The credentials were taken back."  # noqa: S105


class Unauthenticated(Exception):
    """Credentials were sent and they are wrong, expired or revoked.

    Not a `DomainError`: it is refused at the door, before anything speaks GraphQL (HTTP 401, close code
    4403 on a socket). The message never says which part was wrong.
    """

    code = "UNAUTHENTICATED"

    def __init__(self, message: str = "The credentials sent are not valid.") -> None:
        super().__init__(message)
        self.message = message

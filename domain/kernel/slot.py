"""A connection's place in the pool, taken without the proxy that SQLAlchemy makes for those who keep a
connection: that watches over what they do with it, and takes as long as a small statement."""

from typing import Any


class Slot:
    """One place, and the connection in it. Whoever takes it gives it back, whatever happens to them."""

    __slots__ = ("_connection_record",)

    is_valid = True

    def __init__(self, pool: Any) -> None:
        self._connection_record = pool._do_get()

    @property
    def info(self) -> dict[Any, Any]:
        """What is known of the connection."""
        known: dict[Any, Any] = self._connection_record.info
        return known

    def connection(self) -> Any:
        """The connection. Raises `MissingGreenlet` where it has to be made."""
        return self._connection_record.get_connection()

    @property
    def dbapi_connection(self) -> Any:
        return self._connection_record.dbapi_connection

    def close(self) -> None:
        """Give it back."""
        self._connection_record.checkin(_fairy_was_created=False)

    def invalidate(self, error: BaseException | None) -> None:
        """Give it back without its connection."""
        self._connection_record.invalidate(error)
        self.close()

"""Parameters written into a message of several statements, which has no places for them."""

from datetime import datetime


def literal(argument: bool | datetime | str | None) -> str:
    """The parameter, for PostgreSQL to read as the statement's types have it.

    Quoted as `standard_conforming_strings` wants it, which `Database` sees to: nothing but a quote means
    anything between two quotes.
    """
    if argument is None:
        return "NULL"
    return "'" + str(argument).replace("'", "''") + "'"

"""How PostgreSQL writes what lies in a row as JSON: expressions in SQL over the row's columns.

Each makes what a value's own writer here makes of it, to the byte, and null of what that would refuse:
a null, a number that does not fit, a member that nobody knows. Whoever may show a null says so by
`or_null`. Columns are given as they stand in a statement, with the type that they are read as; an
expression that is None says that PostgreSQL cannot write such a column as we do.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, Enum, Integer, String
from sqlalchemy.types import TypeDecorator, TypeEngine

from domain.kernel.money import currencies_by_digits

Write = Callable[[str, TypeEngine[Any]], str | None]

_NO_LINES = 57
"Bytes that base64 writes in one line; PostgreSQL begins a new one after each 76 signs."
_UUID = 36
_MOSTLY = 2
_CURRENCIES = currencies_by_digits(but=_MOSTLY)
_INSTANT = '\'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\''


def underlying(type_: TypeEngine[Any]) -> TypeEngine[Any]:
    """The type that a column has in PostgreSQL, where nothing else is made of what is read."""
    if isinstance(type_, TypeDecorator):
        as_read = type(type_).process_result_value is TypeDecorator.process_result_value
        return type_.impl_instance if as_read else type_
    return type_


def quoted(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def or_null(column: str, expression: str) -> str:
    """The expression, of a column that may be null."""
    return f"CASE WHEN {column} IS NULL THEN 'null' ELSE {expression} END"


def only_where(column: str, value: str, expression: str) -> str:
    """The expression where a column has that value, else null."""
    return f"CASE WHEN {column} = {quoted(value)} THEN {expression} ELSE 'null' END"


def string(column: str, type_: TypeEngine[Any]) -> str | None:
    """A text."""
    if not isinstance(type_, String) or isinstance(type_, Enum):
        return None
    return f"to_json({column})::text"


def integer(column: str, type_: TypeEngine[Any]) -> str | None:
    """A whole number of 32 bits."""
    if not isinstance(type_, Integer):
        return None
    if isinstance(type_, BigInteger):
        return f"CASE WHEN {column} BETWEEN -2147483648 AND 2147483647 THEN {column}::text END"
    return f"{column}::text"


def boolean(column: str, type_: TypeEngine[Any]) -> str | None:
    """True or false."""
    return f"{column}::text" if isinstance(type_, Boolean) else None


def instant(column: str, type_: TypeEngine[Any]) -> str | None:
    """A moment, in UTC; without a fraction of a second where there is none."""
    return moment(column) if isinstance(type_, DateTime) and type_.timezone else None


def moment(column: str) -> str:
    """A moment with a zone."""
    whole = f"to_char({column} AT TIME ZONE 'UTC', {_INSTANT})"
    return _in_quotes(f"replace({whole}, '.000000Z', 'Z')")


def member_of(document: str, name: str, default: str | None) -> str:
    """A text in a document; null, or its default, where there is none."""
    text = f"{document}->>{quoted(name)}"
    return f"({text})" if default is None else f"coalesce({text}, {quoted(default)})"


def member(names: Mapping[Any, str]) -> Write:
    """A member of an enumeration, by its name."""

    def write(column: str, type_: TypeEngine[Any]) -> str | None:
        if not isinstance(type_, Enum) or type_.enum_class is None:
            return None
        cases = ""
        for stored in type_.enums:
            name = names.get(type_.enum_class(stored))
            cases += f"WHEN {quoted(stored)} THEN {quoted(name)} " if name else ""
        return _in_quotes(f"CASE {column} {cases}END") if cases else None

    return write


def base64_of(prefix: str) -> Callable[[str], str]:
    """A UUID behind a prefix, in base64."""

    def write(column: str) -> str:
        encoded = f"encode(convert_to({quoted(prefix)} || {column}, 'UTF8'), 'base64')"
        if len(prefix.encode()) + _UUID >= _NO_LINES:
            encoded = f"translate({encoded}, E'\\n', '')"
        return _in_quotes(encoded)

    return write


def amount(minor: str, currency: str) -> str:
    """Minor units, as the plain digits of the major unit."""
    others = "".join(
        f"WHEN {_any_of(currency, codes)} THEN {_scaled(minor, digits)} "
        for digits, codes in sorted(_CURRENCIES.items())
    )
    odd = _any_of(currency, [code for codes in _CURRENCIES.values() for code in codes])
    # Most have two digits, and are found out by looking once.
    return _in_quotes(f"CASE WHEN {odd} THEN CASE {others}END ELSE {_scaled(minor, _MOSTLY)} END")


def balance(added: Sequence[str], taken: Sequence[str], currency: str) -> str:
    """The sum of some minor units, less others, as `amount` has it."""
    return amount(f"({' - '.join([' + '.join(added), *taken])})", currency)


def _scaled(minor: str, digits: int) -> str:
    return f"({minor} * {Decimal(1).scaleb(-digits):f})::text"


def _any_of(column: str, codes: Iterable[str]) -> str:
    return f"{column} = ANY ({quoted('{' + ','.join(codes) + '}')})"


def _in_quotes(expression: str) -> str:
    return f"'\"' || {expression} || '\"'"

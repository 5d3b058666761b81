"""How the domain's enums are shown: each with a description, and each of its values with one.

The domain's enums stay plain `StrEnum`s that have never heard of GraphQL, so their descriptions are
given here, where they are shown. A value without one stops the import, not a later check: whoever adds
a status to the domain is asked at once what it tells a client.
"""

from collections.abc import Mapping
from enum import EnumMeta

import strawberry
from strawberry.types.enum import has_enum_definition


def show_enum(
    shown: EnumMeta, description: str, values: Mapping[str, str], *, name: str | None = None
) -> None:
    """Make `shown` a GraphQL enum. `values` describes each member, by its name.

    Raises `ValueError` naming the members that are not described, or are described and do not exist.
    """
    strawberry.enum(shown, name=name, description=description)
    assert has_enum_definition(shown)
    definition = shown.__strawberry_definition__
    if odd := {value.name for value in definition.values} ^ set(values):
        raise ValueError(f"{definition.name}: describe each value once; see {sorted(odd)}")
    for value in definition.values:
        value.description = values[value.name]

"""Every refusal of the domain has a face in the schema."""

import importlib

from domain.kernel.errors import DomainError
from schema.errors import FACES
from tests.house.sources import files


def refusals(kind: type[DomainError] = DomainError) -> set[type[DomainError]]:
    """Every kind of refusal that the house knows."""
    found = set(kind.__subclasses__())
    return found.union(*(refusals(each) for each in found)) if found else found


def own() -> set[type[DomainError]]:
    """Those that a mutation may meet; an import refuses in a command's own words."""
    return {
        each
        for each in refusals()
        if each.__module__.startswith("domain.") and not each.__module__.startswith("domain.imports.")
    }


def test_every_refusal_has_a_graphql_face() -> None:
    for path in files("domain"):
        if path.name == "errors.py":
            importlib.import_module(f"domain.{path.parent.name}.errors")
    assert own() == set(FACES)


def test_codes_are_loud_and_belong_to_one_refusal_each() -> None:
    codes = [each.code for each in own()]
    assert len(codes) == len(set(codes))
    assert all(code == code.upper() and code.replace("_", "").isalpha() for code in codes)

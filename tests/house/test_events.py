"""Every event of the house: it has words, and somebody decided what follows from it."""

from dataclasses import fields
from uuid import UUID

import pytest

import domain.events  # noqa: F401 - collects every slice's events
from domain.kernel.events import Event, event_types
from domain.kernel.ids import new_id
from jobs.cron import DAILY
from jobs.handlers import HANDLERS
from jobs.reactions import REACTIONS, SILENT

OWN = {type: event for type, event in event_types().items() if not type.startswith("test.")}
PAST = (
    "ed",
    "held",
    "lost",
    "split",
    "exception",
    "in_transit",
    "out_for_delivery",
    "sender",
    "requested",
)


def test_every_event_has_reactions_or_is_silent_on_purpose() -> None:
    assert set(REACTIONS) | SILENT == set(OWN)
    assert not set(REACTIONS) & SILENT


def test_every_reaction_has_a_handler_and_every_handler_a_cause() -> None:
    wanted = {task for tasks in REACTIONS.values() for task in tasks}
    assert wanted <= set(HANDLERS)
    assert set(HANDLERS) - wanted <= {"expire_holds", "expire_order", "replenish_slice", *DAILY}, (
        "handlers that only the sweeper queues"
    )


@pytest.mark.parametrize("type", sorted(OWN))
def test_an_event_is_named_in_dotted_past_tense(type: str) -> None:
    subject, _, happened = type.partition(".")
    assert subject
    assert happened.endswith(PAST)


@pytest.mark.parametrize("type", sorted(OWN))
def test_an_event_has_a_summary_and_survives_its_storage(type: str) -> None:
    event = _example(OWN[type])
    assert event.summary().endswith(".") or ": " in event.summary()
    assert OWN[type].from_facts(event.facts() | {"of a newer version": 1}) == event


def _example(kind: type[Event]) -> Event:
    values: dict[str, object] = {}
    for field in fields(kind):
        match field.type if isinstance(field.type, str) else getattr(field.type, "__name__", ""):
            case "UUID":
                values[field.name] = new_id()
            case "int":
                values[field.name] = 3
            case "bool":
                values[field.name] = True
            case _:
                values[field.name] = "EUR" if field.name == "currency" else "words"
    assert all(isinstance(value, UUID | int | str) for value in values.values())
    return kind(**values)

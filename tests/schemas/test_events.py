from datetime import UTC, datetime
from uuid import UUID

import pytest
from pydantic import ValidationError

from schemas.events import CloudEvent
from schemas.paging import Feed, Page

ID = UUID("0199a2b4-0000-7000-8000-000000000001")


def made(**changed: object) -> CloudEvent:
    given = {
        "id": ID,
        "source": "/wengang/registry",
        "type": "registry.worker.changed",
        "subject": str(ID),
        "time": datetime(2026, 3, 1, tzinfo=UTC),
        "sequence": 7,
        "data": {"person_id": str(ID)},
    }
    return CloudEvent.model_validate(given | changed)


def test_an_event_has_the_required_attributes_of_cloudevents_1_0() -> None:
    written = made().model_dump(mode="json")
    assert written["specversion"] == "1.0"
    assert {"id", "source", "type"} <= written.keys()
    assert all(name.isalnum() and name.islower() for name in written)


def test_an_event_survives_the_wire() -> None:
    feed = Feed[CloudEvent](items=[made()], next_after=7)
    assert Feed[CloudEvent].model_validate_json(feed.model_dump_json()) == feed


def test_the_plain_form_keeps_what_a_handler_needs() -> None:
    event = made().plain()
    assert (event.id, event.subject, event.sequence) == (ID, ID, 7)
    assert event.data == {"person_id": str(ID)}


def test_a_time_without_an_offset_is_refused() -> None:
    with pytest.raises(ValidationError):
        made(time="2026-03-01T00:00:00")


def test_the_last_page_has_no_cursor() -> None:
    assert Page[int](items=[1]).next_cursor is None

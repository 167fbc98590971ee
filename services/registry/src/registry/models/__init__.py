"""The tables of registry, by what they are about."""

from registry.models.base import Base, among
from registry.models.follow_ups import Contact, FollowUp
from registry.models.imports import Import
from registry.models.people import Identifier, LinkageKey, Person, SourceRecord, Subject
from registry.models.situation import PastCount, situation_cells, situation_changes
from registry.models.work import Employment, Evidence, Flow, Unsettled

__all__ = [
    "Base",
    "Contact",
    "Employment",
    "Evidence",
    "Flow",
    "FollowUp",
    "Identifier",
    "Import",
    "LinkageKey",
    "PastCount",
    "Person",
    "SourceRecord",
    "Subject",
    "Unsettled",
    "among",
    "situation_cells",
    "situation_changes",
]

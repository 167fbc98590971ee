"""Kinds of subject that act on the platform; token and transaction carry kind and id."""

from enum import StrEnum


class SubjectKind(StrEnum):
    OFFICER = "officer"
    CLIENT = "client"
    EMPLOYER = "employer"
    AGENCY = "agency"
    TRAINER = "trainer"
    WORKER = "worker"
    PUBLIC = "public"
    SYSTEM = "system"

"""A policy as a document: YAML, checked by this schema before it is loaded."""

from datetime import date
from typing import Annotated, Literal, Self

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from schemas.money import Fen
from schemas.regions import RegionCode
from schemas.subsidy import Family, PayerSide, SourceGrade
from subsidy.evaluation import clauses
from subsidy.evaluation.facts import Distance


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Provision(Part):
    document: str
    article: str | None
    grade: SourceGrade
    url: str | None = None


def _compiles(expression: str) -> str:
    clauses.compiled(expression)
    return expression


class Clause(Part):
    id: Annotated[str, Field(pattern=r"^[a-z_]{2,30}$")]
    title_zh: str
    title_en: str
    expression: Annotated[str, AfterValidator(_compiles)]
    provision: Provision


class Notice(Part):
    working_days: Annotated[int, Field(ge=1, le=30)]


class Document(Part):
    """One version of one policy. Amounts are fen by distance; a distance left out is not paid."""

    code: Annotated[str, Field(pattern=r"^[a-z0-9-]{3,60}$")]
    version: Annotated[int, Field(ge=1)]
    family: Family
    title_zh: str
    title_en: str
    label_zh: str
    label_en: str
    region: RegionCode
    fund: Annotated[str, Field(pattern=r"^[a-z_]{3,40}$")]
    fund_zh: str
    payer: PayerSide
    effective_from: date
    effective_to: date | None = None
    exclusivity: Annotated[list[Literal["year", "lifetime"]], Field(min_length=1)]
    auto: bool
    review_chain: list[Literal["township", "county"]]
    notice: Notice
    clauses: Annotated[list[Clause], Field(min_length=1)]
    amounts: Annotated[dict[Distance, Fen], Field(min_length=1)]
    amount_provision: Provision

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if "year" not in self.exclusivity:
            raise ValueError("every claim takes the hold of its year")
        if self.review_chain != ["township", "county"]:
            raise ValueError("the review chain is township, then county")
        if len({clause.id for clause in self.clauses}) != len(self.clauses):
            raise ValueError("two clauses share an id")
        if not all(self.amounts.values()):
            raise ValueError("an amount of nothing is no amount")
        return self

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )


def read(text: str) -> Document:
    """The document in YAML text; raises pydantic's ValidationError or yaml's YAMLError."""
    return Document.model_validate(yaml.safe_load(text))

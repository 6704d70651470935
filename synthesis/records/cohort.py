"""The people of a study: cohorts, their groups, and the definition by which cases were selected."""

from __future__ import annotations

from pydantic import model_validator

from synthesis.records.base import Count, Record, Slug, Text
from synthesis.vocabulary.case_definition import CaseDefinition, Pem, pem_requirement
from synthesis.vocabulary.study import CohortLink, GroupRole


class CaseSelection(Record):
    """Which case definitions were used, and how they were combined.

    Every case met each definition of `all_of` and at least one of `any_of`. `unstated` holds definitions
    whose combination the source does not give; they are read like `any_of`, the cautious way.
    `pem_stated` is set only when the source says in its own words whether post-exertional malaise was
    required, beyond what the definitions imply.
    """

    all_of: tuple[CaseDefinition, ...] = ()
    any_of: tuple[CaseDefinition, ...] = ()
    unstated: tuple[CaseDefinition, ...] = ()
    pem_stated: Pem | None = None
    note: Text | None = None

    @property
    def definitions(self) -> tuple[CaseDefinition, ...]:
        """All definitions named, in the order of the record."""
        return (*self.all_of, *self.any_of, *self.unstated)

    @property
    def pem(self) -> Pem:
        """Whether PEM was required of every case: as stated, else as derived from the definitions."""
        if self.pem_stated is not None:
            return self.pem_stated
        return pem_requirement(self.all_of, (*self.any_of, *self.unstated))


class Group(Record):
    """One group of people of a cohort, with the number enrolled or described."""

    id: Slug
    role: GroupRole
    n: Count | None = None
    label: Text | None = None


class Cohort(Record):
    """People who were recruited together; publications that share them share the id.

    `link` says how sure it is that another publication with this id reports on the same people; it is
    empty for a cohort of one publication.
    """

    id: Slug
    link: CohortLink | None = None
    groups: tuple[Group, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def _unique_groups(self) -> Cohort:
        ids = [g.id for g in self.groups]
        if len(set(ids)) < len(ids):
            raise ValueError(f"group ids of a cohort must differ, found {', '.join(ids)}")
        return self

    def n(self, role: GroupRole) -> int | None:
        """People of all groups with that role; None when no size is known."""
        sizes = [g.n for g in self.groups if g.role is role and g.n is not None]
        return sum(sizes) if sizes else None

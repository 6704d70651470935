"""The people of a study: cohorts, their groups, and the definition by which cases were selected."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from synthesis.records.base import Count, Record, Slug, Text, unique_ids
from synthesis.vocabulary.case_definition import CaseDefinition, Pem, pem_requirement
from synthesis.vocabulary.study import CohortLink, GroupRole


class CaseSelection(Record):
    """Which case definitions were used, and how they were combined.

    Every case met each definition of `all_of` and at least one of `any_of`.
    """

    all_of: tuple[CaseDefinition, ...] = ()
    """Definitions that every case met."""

    any_of: tuple[CaseDefinition, ...] = ()
    """Definitions of which every case met at least one."""

    unstated: tuple[CaseDefinition, ...] = ()
    """Definitions whose combination the source does not give; read like `any_of`, the cautious way."""

    pem_stated: Pem | None = None
    """Set only when the source says in its own words whether post-exertional malaise was required, beyond
    what the definitions imply."""

    note: Text | None = None
    """What else the source says about the selection of cases."""

    @property
    def definitions(self) -> tuple[CaseDefinition, ...]:
        """All definitions named, in the order of the record."""
        return (*self.all_of, *self.any_of, *self.unstated)

    @property
    def derived_pem(self) -> Pem:
        """Whether PEM was required of every case as far as the definitions tell."""
        return pem_requirement(self.all_of, (*self.any_of, *self.unstated))

    @property
    def pem(self) -> Pem:
        """Whether PEM was required of every case: as stated, else as derived from the definitions."""
        return self.derived_pem if self.pem_stated is None else self.pem_stated


class Group(Record):
    """One group of people of a cohort."""

    id: Slug
    """Key of the group within the cohort."""

    role: GroupRole
    """Whether the group are cases or people they are compared with."""

    n: Count | None = None
    """People enrolled or described; the number analysed belongs to each finding."""

    label: Text | None = None
    """What the source calls the group."""


class Cohort(Record):
    """People who were recruited together; publications that share them share the id."""

    id: Slug
    """Key of the cohort; a study whose overlap with others is unknown uses its own slug."""

    link: CohortLink | None = None
    """How sure it is that another publication with this id reports on the same people; empty for a cohort of
    one publication."""

    groups: Annotated[tuple[Group, ...], AfterValidator(unique_ids)] = ()
    """Groups of people, each with its role and size."""

    note: Text | None = None
    """Why publications are taken to share these people."""

    def n(self, role: GroupRole) -> int | None:
        """People of all groups with that role; None when no size is known."""
        sizes = [g.n for g in self.groups if g.role is role and g.n is not None]
        return sum(sizes) if sizes else None

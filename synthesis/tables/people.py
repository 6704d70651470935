"""How many people stand behind a set of studies or findings, shared cohorts counted once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synthesis.store.tidy import items, records

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

#: What a reader of any such total has to know.
NOTE = (
    "People: sum over cohorts, a cohort that several studies report on counted once; only cohorts whose "
    "size is known enter, so the true total is higher wherever some are unknown"
)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a set of cohorts.

    A total is None when the set has cohorts, but the size of none is known; no cohorts are 0 people.

    Attributes
    ----------
    cases, controls
        Sizes of the cohorts whose size is known, in the order of their ids.
    cohorts
        Distinct cohorts in the set.
    sized
        Cohorts of which both numbers are known.
    """

    cases: tuple[int, ...]
    controls: tuple[int, ...]
    cohorts: int
    sized: int

    @property
    def n_cases(self) -> int | None:
        """Cases in cohorts whose number of cases is known."""
        return sum(self.cases) if self.cases or not self.cohorts else None

    @property
    def n_controls(self) -> int | None:
        """People for comparison in cohorts whose number of them is known."""
        return sum(self.controls) if self.controls or not self.cohorts else None

    @property
    def participants(self) -> int | None:
        """Everyone whose number is known."""
        both = self.cases + self.controls
        return sum(both) if both or not self.cohorts else None


@dataclass(frozen=True, slots=True)
class Register:
    """Sizes of all cohorts of an atlas, and the cohorts of each study.

    Examples
    --------
    >>> register = Register({"a": (20, 20), "b": (None, 5)}, {"one": ("a",), "two": ("a", "b")})
    >>> both = register.of_studies(["one", "two"])
    >>> both.cohorts, both.n_cases, both.n_controls, both.sized
    (2, 20, 25, 1)
    >>> register.people(["b"]).n_cases is None
    True
    """

    sizes: Mapping[str, tuple[int | None, int | None]]
    cohorts_of: Mapping[str, tuple[str, ...]]

    def people(self, cohort_ids: Iterable[str]) -> People:
        """Count the people of some cohorts, each once however often it is named."""
        ids = sorted(set(cohort_ids))
        known = [self.sizes.get(i, (None, None)) for i in ids]
        return People(
            cases=tuple(cases for cases, _ in known if cases is not None),
            controls=tuple(controls for _, controls in known if controls is not None),
            cohorts=len(ids),
            sized=sum(cases is not None and controls is not None for cases, controls in known),
        )

    def of_studies(self, slugs: Iterable[str]) -> People:
        """Count the people of all cohorts of some studies."""
        return self.people(cohort for slug in slugs for cohort in self.cohorts_of[slug])


def register(atlas: Atlas) -> Register:
    """Read the sizes of all cohorts, and which study reports on which.

    A cohort that a filter has removed from the atlas is not among the cohorts of its study.
    """
    sizes = {
        row["cohort_id"]: (row["n_cases"], row["n_controls"])
        for row in records(atlas.cohorts, ("cohort_id", "n_cases", "n_controls"))
    }
    cohorts_of = {
        row["slug"]: tuple(i for i in items(row["cohorts"]) if i in sizes)
        for row in records(atlas.studies, ("slug", "cohorts"))
    }
    return Register(sizes, cohorts_of)

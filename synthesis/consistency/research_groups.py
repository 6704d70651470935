"""Research groups: which studies come from the same laboratory, as far as authors tell.

The records name no laboratories. Two eligible studies count as one group when a person who is first or
last author of the one is first or last author of the other, or when they report on the same cohort;
chains of such links make one group. People are compared by family name and first initial without accents,
so two people of one name make one group: replication is then under- rather than overstated. A family name
alone stands for everybody who bears it. A list of authors that ends in "et al." has no known last author.
A study whose authors are not recorded with their initials is a group of its own unless its first author's
family name links it, and `known` says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_INITIAL = re.compile(r" [a-z]\Z")


@dataclass(frozen=True, slots=True)
class StudyGroup:
    """The research group of one study.

    Attributes
    ----------
    group_id
        The first or last author whom most studies of the group share, as family name and initial; for a
        study that shares nobody, its own slug.
    known
        Whether a leading author is recorded with an initial; without one the group may be too small.
    """

    group_id: str
    known: bool


def person(name: str) -> str:
    """Write an author as family name and first initial, for comparison.

    Examples
    --------
    >>> person("Nuñez-García, María J"), person("NUNEZ-GARCIA, M"), person("et al."), person("Klimas")
    ('nunez-garcia m', 'nunez-garcia m', '', 'klimas')
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold().strip()
    if re.fullmatch(r"et al\.?", plain):
        return ""
    family, _, given = plain.partition(",")
    initial = given.strip()[:1]
    return f"{family.strip()} {initial}".strip()


def leading_authors(authors: Sequence[str]) -> tuple[str, ...]:
    """Give the first and the last author of a list, each once; of a list that is cut short only the first.

    Examples
    --------
    >>> leading_authors(["Ace, A", "Bee, B", "Cue, C"]), leading_authors(["Ace, A", "Bee, B", "et al."])
    (('ace a', 'cue c'), ('ace a',))
    """
    people = [person(name) for name in authors]
    ends = people[:1] + people[-1:]
    return tuple(dict.fromkeys(p for p in ends if p))


def research_groups(
    studies: Iterable[tuple[str, Sequence[str], Sequence[str]]],
) -> dict[str, StudyGroup]:
    """Put studies into research groups.

    Parameters
    ----------
    studies
        Slug, authors (or the first author's family name alone) and cohort ids of each eligible study.

    Returns
    -------
    dict of str to StudyGroup
        By slug; the order of the studies does not matter.

    Examples
    --------
    >>> studies = [("a", ["Ace, A", "Zed, Z"], ["a"]), ("b", ["Zed, Z"], ["b"]), ("c", [], ["c"])]
    >>> groups = research_groups(studies)
    >>> groups["a"].group_id == groups["b"].group_id, groups["c"]
    (True, StudyGroup(group_id='c', known=False))
    """
    rows = sorted((slug, leading_authors(authors), tuple(cohorts)) for slug, authors, cohorts in studies)
    parent: dict[tuple[str, str], tuple[str, str]] = {}

    def root(node: tuple[str, str]) -> tuple[str, str]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    bearers: dict[str, list[str]] = {}
    for name in {p for _, people, _ in rows for p in people if _INITIAL.search(p)}:
        bearers.setdefault(name[:-2], []).append(name)
    for slug, people, cohorts in rows:
        meant = [p for name in people for p in (name, *bearers.get(name, ()))]
        links = [*(("person", p) for p in meant), *(("cohort", c) for c in cohorts)]
        for link in links:
            one, other = sorted((root(("study", slug)), root(link)))
            parent[other] = one
    members: dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]] = {}
    for slug, people, _ in rows:
        members.setdefault(root(("study", slug)), []).append((slug, people))
    return {
        slug: StudyGroup(name, any(_INITIAL.search(p) for p in people))
        for same in members.values()
        for name in [_name(same)]
        for slug, people in same
    }


def _name(same: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """Name a group after the person most of its studies share, else after its first study."""
    led = Counter(p for _, people in same for p in people)
    shared = [p for p, studies in led.items() if studies > 1]
    return min(shared, key=lambda p: (-led[p], p)) if shared else same[0][0]

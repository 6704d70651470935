"""What a figure is about: the whole atlas, a topic or a filtered part; its name, words and provenance."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from synthesis.figures.drawn import csv_bytes, study_ids
from synthesis.figures.export import LICENCE
from synthesis.provenance import package_version, short
from synthesis.wording import count

if TYPE_CHECKING:
    from synthesis.store.atlas import Atlas

_TOPIC = "topic: "


@dataclass(frozen=True, slots=True)
class About:
    """What a figure is about.

    Attributes
    ----------
    subject
        What the markers are called in a title.
    topic
        Key of the topic page; empty for the whole atlas.
    filters
        Further filters of the atlas, in words.
    digest
        Content digest of the records; empty for rows that come from elsewhere. The foot of a figure shows
        that of its own rows, so that a picture can be matched with the CSV beside it and changes only when
        they do.
    newest
        Year of the newest publication in the atlas, where known.

    Examples
    --------
    >>> About("Cytokines", "cytokines", ("pem: yes",)).name("directions")
    'directions-cytokines-pem-yes'
    """

    subject: str = "Immune markers"
    topic: str = ""
    filters: tuple[str, ...] = ()
    digest: str = ""
    newest: int | None = None

    def name(self, figure: str) -> str:
        """Address of a figure on this subject."""
        words = " ".join((figure, self.topic, *self.filters)).casefold()
        return re.sub(r"[^a-z0-9]+", "-", words).strip("-")

    def subtitle(self, text: str) -> str:
        """Add the filters to a subtitle, so that a part is never taken for the whole."""
        return f"{text} Only records with {'; '.join(self.filters)}." if self.filters else text

    def provenance(self, rows: pd.DataFrame) -> dict[str, Any]:
        """Say where a figure of these rows came from."""
        studies = len(study_ids(rows))
        line = [count(studies, "study")]
        if self.digest:
            line.append(f"data {short(hashlib.sha256(csv_bytes(rows)).hexdigest())}")
        if self.newest is not None:
            line.append(f"newest study {self.newest}")
        line += [f"synthesis {package_version()}", LICENCE]
        return {
            "line": " · ".join(line),
            "version": package_version(),
            "digest": self.digest,
            "topic": self.topic,
            "filters": list(self.filters),
            "studies": studies,
        }


def about(atlas: Atlas) -> About:
    """Read from an atlas, filtered or whole, what its figures are about."""
    topics = [words.removeprefix(_TOPIC) for words in atlas.filters if words.startswith(_TOPIC)]
    titles = dict(zip(atlas.topics["topic"], atlas.topics["title"], strict=True))
    topic = topics[-1] if topics and topics[-1] in titles else ""
    years = atlas.studies["year"].dropna()
    return About(
        subject=titles[topic] if topic else About().subject,
        topic=topic,
        filters=tuple(words for words in atlas.filters if words != _TOPIC + topic),
        digest=atlas.digest,
        newest=None if years.empty else int(years.max()),
    )

"""The files of a bundle beside its page: references, `topic.json` with its schema, licence, manifest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from synthesis.consistency.rules import RULESET
from synthesis.provenance import versions
from synthesis.reports.licence import LICENCE_FILE, SPDX, licence_text
from synthesis.reports.manifest import files
from synthesis.reports.methods import paragraphs
from synthesis.reports.references.bibtex import bibtex
from synthesis.reports.references.csl import csl_json
from synthesis.reports.references.ris import ris
from synthesis.reports.replace import MANIFEST
from synthesis.reports.topic_json import SCHEMA_FILE, TOPIC_FILE, schema_text, topic_text

if TYPE_CHECKING:
    from synthesis.reports.parts import Build
    from synthesis.reports.topic_data import TopicData

#: Says that a folder is a bundle; other than what a whole build says, so that none is taken for the other.
_MADE_BY = "synthesis build, topic bundle"

#: Files that hold the references, and what they are called on the page.
REFERENCES = {
    "references.bib": "BibTeX",
    "references.ris": "RIS",
    "references.json": "CSL-JSON",
}


def bundle_folder(build: Build, topic: str) -> Path:
    """Give the folder of a topic's bundle."""
    return build.folder / "topics" / topic


def write_companions(build: Build, data: TopicData) -> None:
    """Write what stands beside the page of a topic; its figures and tables have been made before."""
    folder = bundle_folder(build, data.topic)
    writers = {"references.bib": bibtex, "references.ris": ris, "references.json": csl_json}
    contents = {
        **{name: writers[name](data.references) for name in REFERENCES},
        TOPIC_FILE: topic_text(build, data, paragraphs(build, data)),
        SCHEMA_FILE: schema_text(),
        LICENCE_FILE: licence_text(data.title, data.part.digest),
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")


def write_bundle_manifest(build: Build, data: TopicData) -> None:
    """Write the manifest of a bundle when every other file of it is there."""
    folder = bundle_folder(build, data.topic)
    content = {
        "made_by": _MADE_BY,
        "topic": data.topic,
        "title": data.title,
        "licence": SPDX,
        "atlas": {"digest": data.part.digest, "filters": list(data.part.filters)},
        "versions": versions(),
        "verdicts": {"ruleset": RULESET, "labels": dict(sorted(data.labels.items()))},
        "files": files(folder),
    }
    written = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / MANIFEST).write_text(written, encoding="utf-8")

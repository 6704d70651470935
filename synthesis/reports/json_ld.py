"""What a topic page says about itself to programs: schema.org terms as JSON-LD."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from synthesis.provenance import package_version, short
from synthesis.reports.contents import TABLES, address
from synthesis.reports.licence import URL, citation
from synthesis.reports.page import SITE
from synthesis.reports.topic_json import TOPIC_FILE

if TYPE_CHECKING:
    from synthesis.reports.references.reference import Reference
    from synthesis.reports.topic_data import TopicData

_MEDIA = {"csv": "text/csv", "parquet": "application/vnd.apache.parquet", "json": "application/json"}
#: The disease the comparisons are about.
_ABOUT = {"@type": "MedicalCondition", "name": "Myalgic encephalomyelitis/chronic fatigue syndrome"}


def json_ld(data: TopicData, tables: tuple[str, ...]) -> str:
    """Write the script element of a topic page: an article and the data set behind it.

    Parameters
    ----------
    data
        The topic.
    tables
        Modules of its tables.
    """
    dataset = {
        "@type": "Dataset",
        "name": f"{SITE}: {data.title}",
        "description": (
            f"{data.summary} Published comparisons of cases with controls, how far they agree, and what they "
            "leave open."
        ),
        "version": short(data.part.digest),
        "license": URL,
        "isAccessibleForFree": True,
        "creditText": citation(data.title, data.part.digest),
        "variableMeasured": sorted({row["marker_name"] for row in data.verdicts}),
        "distribution": [
            _download(TOPIC_FILE, f"{data.title}: everything on the page"),
            *(
                _download(f"tables/{address(name)}.{kind}", TABLES[name])
                for name in tables
                for kind in ("csv", "parquet")
            ),
        ],
    }
    content = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": data.title,
        "description": data.summary,
        "inLanguage": "en",
        "license": URL,
        "about": _ABOUT,
        "citation": [_work(reference) for reference in data.counting],
        "mainEntity": dataset,
        "creator": {
            "@type": "SoftwareApplication",
            "name": "synthesis",
            "softwareVersion": package_version(),
        },
    }
    # "<" is the one character that could end the element early.
    written = json.dumps(content, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{written}</script>\n'


def _download(place: str, name: str) -> dict[str, Any]:
    kind = place.rpartition(".")[2]
    return {"@type": "DataDownload", "name": name, "contentUrl": place, "encodingFormat": _MEDIA[kind]}


def _work(reference: Reference) -> dict[str, Any]:
    work: dict[str, Any] = {"@type": "ScholarlyArticle", "name": reference.title or reference.name}
    if reference.year:
        work["datePublished"] = str(reference.year)
    if reference.url:
        work["sameAs"] = reference.url
    return work

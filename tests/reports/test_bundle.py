"""A topic's bundle: works by itself, says what it is, and is what its schema says."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import html5lib
import jsonschema
import pandas as pd
import pytest

from synthesis.reports.build import BuildResult
from synthesis.reports.bundle import REFERENCES
from synthesis.reports.licence import SPDX
from synthesis.store.load import load
from tests.reports.conftest import PageRead

TOPIC = "nk-cells"
PLACE = f"topics/{TOPIC}"


@pytest.fixture(scope="module")
def bundle(real: BuildResult) -> Path:
    return real.out / PLACE


@pytest.fixture(scope="module")
def content(bundle: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((bundle / "topic.json").read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("which", ["small", "real"])
def test_topic_file_keeps_to_its_schema(which: str, request: pytest.FixtureRequest) -> None:
    found = sorted(request.getfixturevalue(which).out.glob("topics/*/topic.json"))
    assert len(found) == 2
    for path in found:
        read = json.loads(path.read_text(encoding="utf-8"))
        schema = json.loads((path.parent / read["$schema"]).read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator.check_schema(schema)
        jsonschema.Draft202012Validator(schema).validate(read)


def test_schema_refuses_what_it_does_not_know(bundle: Path, content: dict[str, Any]) -> None:
    schema = json.loads((bundle / "topic.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    assert not validator.is_valid(content | {"grade": "A"})
    assert not validator.is_valid({name: value for name, value in content.items() if name != "limits"})


def test_topic_file_says_what_the_tables_say(bundle: Path, content: dict[str, Any]) -> None:
    consistency = pd.read_csv(bundle / "tables/consistency.csv")
    told = [(v["question_key"], v["label"], v["votes"]["cohorts"]) for v in content["verdicts"]]
    assert told == list(consistency[["question_key", "label", "k"]].itertuples(index=False, name=None))
    sof = pd.read_csv(bundle / "tables/summary-of-findings.csv")
    assert [v["certainty"] for v in content["verdicts"]] == sof["certainty"].tolist()
    pooled = [None if pd.isna(smd) else smd for smd in sof["smd"]]
    assert [v["pooled"] and v["pooled"]["smd"] for v in content["verdicts"]] == pooled
    few = pd.read_csv(bundle / "tables/too-few.csv")
    assert len(content["too_few"]) == len(few)
    assert sum(content["labels"].values()) == len(consistency) + len(few)


def test_every_file_that_is_named_is_there(bundle: Path, content: dict[str, Any]) -> None:
    named = [
        place
        for part in ("figures", "tables")
        for entry in content[part]
        for place in entry["files"].values()
    ]
    assert len(named) > 50
    assert [place for place in named if not (bundle / place).is_file()] == []


def test_manifest_lists_every_other_file(bundle: Path) -> None:
    manifest = json.loads((bundle / "manifest.json").read_text(encoding="utf-8"))
    found = {
        path.relative_to(bundle).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in bundle.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    assert {place: file["sha256"] for place, file in manifest["files"].items()} == found
    assert manifest["licence"] == SPDX
    assert manifest["made_by"] != "synthesis build"  # a bundle is no build, and never replaced as one


def test_links_stay_in_the_bundle_or_are_marked(bundle: Path, real_pages: dict[str, PageRead]) -> None:
    pages = {place: page for place, page in real_pages.items() if place.startswith(PLACE)}
    assert len(pages) > 10
    for place, page in pages.items():
        marked = set(page.out)
        for target in page.links:
            if re.match(r"https?://", target) or target in marked:
                continue
            file, fragment = urldefrag(unquote(target))
            path = (page.path.parent / file).resolve() if file else page.path.resolve()
            assert path.is_relative_to(bundle.resolve()), f"{place}: {target} leaves the bundle"
            if fragment:
                assert fragment in pages[path.relative_to(real_out(bundle)).as_posix()].ids, (
                    f"{place}: {target}"
                )


def real_out(bundle: Path) -> Path:
    return bundle.resolve().parents[1]


def test_studies_named_on_the_page_lead_to_its_references(real_pages: dict[str, PageRead]) -> None:
    page = real_pages[f"{PLACE}/index.html"]
    inside = [target for target in page.links if target.startswith("#ref-")]
    assert len(inside) > 20
    assert {target[1:] for target in inside} <= set(page.ids)


def test_page_is_strict_html(real: BuildResult) -> None:
    for place in (
        "index.html",
        "claims.html",
        "evidence.html",
        f"{PLACE}/index.html",
        f"{PLACE}/tables/unknown.html",
    ):
        parser = html5lib.HTMLParser()
        parser.parse((real.out / place).read_text(encoding="utf-8"))
        assert parser.errors == [], place


def test_page_has_its_parts_in_order(real_pages: dict[str, PageRead]) -> None:
    ids = real_pages[f"{PLACE}/index.html"].ids
    first = ("limits", "consistency", "table-consistency", "summary", "claims")
    then = ("unknown", "change", "methods", "references", "files")
    places = [ids.index(part) for part in (*first, *then)]
    assert places == sorted(places)


def test_data_for_machines(bundle: Path) -> None:
    text = (bundle / "index.html").read_text(encoding="utf-8")
    (script,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    said = json.loads(script)
    assert said["@context"] == "https://schema.org"
    assert said["license"] == said["mainEntity"]["license"] == "https://creativecommons.org/licenses/by/4.0/"
    for download in said["mainEntity"]["distribution"]:
        assert (bundle / download["contentUrl"]).is_file()


def test_references_are_those_of_the_topic(bundle: Path, content: dict[str, Any]) -> None:
    part = load().where(topic=TOPIC)
    assert sorted(r["slug"] for r in content["references"]) == sorted(part.studies["slug"])
    counting = {r["slug"] for r in content["references"] if r["counts"]}
    assert counting == set(part.findings.loc[part.findings["counted"], "slug"])
    for name in REFERENCES:
        text = (bundle / name).read_text(encoding="utf-8")
        assert text.strip(), name
    identified = set(part.studies.loc[part.studies["identified"], "slug"])
    keys = re.findall(
        r"^@\w+\{([^,]+),", (bundle / "references.bib").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(keys) == identified
    assert len(keys) == len(identified)


def test_methods_give_the_numbers_of_the_run(content: dict[str, Any]) -> None:
    part = load().where(topic=TOPIC)
    assert f"{len(part.findings):,} findings of {len(part.studies):,} studies" in content["methods"][0]
    assert f"{int(part.findings['counted'].sum()):,} of them" in content["methods"][0]
    assert len(content["swim"]) == 9
    assert content["made_from"]["ruleset"] in content["swim"]["3 Synthesis method"]


def test_licence_names_what_it_covers_and_what_not(bundle: Path) -> None:
    text = (bundle / "LICENCE.txt").read_text(encoding="utf-8")
    assert SPDX in text
    assert "What the licence does not cover" in text


def test_claims_of_the_topic_are_on_the_page(bundle: Path, content: dict[str, Any]) -> None:
    text = (bundle / "index.html").read_text(encoding="utf-8")
    assert content["claims"]
    for claim in content["claims"]:
        assert f'id="claim-{claim["claim_id"].replace("/", "-").casefold()}"' in text
        assert f"<strong>{claim['label']}</strong>" in text

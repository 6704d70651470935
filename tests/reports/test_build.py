from __future__ import annotations

import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import pandas as pd
import pytest
from lxml import etree

from synthesis.consistency.labels import Label
from synthesis.consistency.rules import RULESET
from synthesis.consistency.verdicts import verdicts
from synthesis.errors import BuildError, RecordsError
from synthesis.reports import pieces
from synthesis.reports.build import BuildResult, build
from synthesis.reports.contents import (
    ALL,
    FIGURES,
    TABLES,
    TOPIC_TABLES,
    address,
    figure_folder,
    table_folder,
)
from synthesis.store.atlas import Atlas
from synthesis.store.columns import TABLES as STORED
from synthesis.store.load import load

IN_A_BUNDLE = (
    "index.html",
    "manifest.json",
    "topic.json",
    "topic.schema.json",
    "LICENCE.txt",
    "references.bib",
    "references.ris",
    "references.json",
)
#: Figures that the small atlas has too few data for.
TOO_LITTLE = ("harvest", "albatross")
KINDS = ("svg", "narrow.svg", "png", "pdf", "csv", "json")


def manifest_of(out: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    return content


def digests(out: Path) -> dict[str, str]:
    """Digest every file but the manifest."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in out.rglob("*")
        if path.is_file() and path != out / "manifest.json"
    }


def is_whole(out: Path) -> bool:
    """Whether a build holds every file its manifest names, as it was written, and nothing else."""
    return digests(out) == {place: file["sha256"] for place, file in manifest_of(out)["files"].items()}


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return load()


def test_layout(small: BuildResult) -> None:
    expected = {"index.html", "evidence.html", "claims.html", "manifest.json", "data/datapackage.json"}
    for topic in ("molecules", "overview"):
        expected |= {f"topics/{topic}/{name}" for name in IN_A_BUNDLE}
    for scope in (ALL, "molecules", "overview"):
        figures, tables = (
            (FIGURES[ALL], TABLES) if scope == ALL else (FIGURES["topic"], dict.fromkeys(TOPIC_TABLES))
        )
        figures = tuple(name for name in figures if name not in TOO_LITTLE)
        expected |= {f"{figure_folder(scope)}/{address(name)}.{kind}" for name in figures for kind in KINDS}
        expected |= {
            f"{table_folder(scope)}/{address(name)}.{kind}"
            for name in tables
            for kind in ("html", "csv", "parquet")
        }
    expected |= {f"data/{name}.parquet" for name in STORED}
    found = {path.relative_to(small.out).as_posix() for path in small.out.rglob("*") if path.is_file()}
    assert {place for place in found if not place.startswith(("studies/", "markers/"))} == expected
    written = [sum(f"{kind}/" in place for place in expected) for kind in ("figures", "tables")]
    assert (small.figures, small.tables, small.notebooks) == (written[0] // len(KINDS), written[1] // 3, 0)
    assert small.pages == sum(place.endswith(".html") for place in found)


def test_notebooks_are_in_the_build(real: BuildResult) -> None:
    assert sorted(path.name for path in (real.out / "notebooks").iterdir()) == [
        "01_evidence_base.html",
        "02_sample_sizes.html",
        "03_directions_by_marker.html",
        "04_consistency.html",
        "05_meta_analysis.html",
        "06_figure_gallery.html",
        "07_claim_audit.html",
    ]
    assert real.notebooks == 7


@pytest.mark.parametrize("which", ["small", "real"])
def test_manifest_lists_every_file_with_its_digest(which: str, request: pytest.FixtureRequest) -> None:
    assert is_whole(request.getfixturevalue(which).out)


def test_counts_add_up_and_equal_the_frames(real: BuildResult, atlas: Atlas) -> None:
    counts = manifest_of(real.out)["counts"]
    studies, findings = counts["studies"], counts["findings"]
    assert studies["recorded"] == studies["eligible"] + studies["excluded"] == len(atlas.studies)
    assert sum(studies["excluded_by_reason"].values()) == studies["excluded"]
    assert findings["recorded"] == findings["counted"] + findings["not_counted"] == len(atlas.findings)
    assert sum(findings["not_counted_by_reason"].values()) == findings["not_counted"]
    assert studies["eligible"] == int(atlas.studies["eligible"].sum())
    assert findings["counted"] == int(atlas.findings["counted"].sum())
    assert counts["readings"]["recorded"] == len(atlas.sources)
    assert counts["readings"]["merged"] == len(atlas.sources) - atlas.sources["finding_id"].nunique()
    assert counts["readings"]["recorded"] - counts["readings"]["merged"] == findings["recorded"]
    assert counts["statements_left_out"] == len(atlas.left_out)
    assert counts["cohorts"] == {
        "recorded": len(atlas.cohorts),
        "eligible": int(atlas.cohorts["eligible"].sum()),
    }
    assert counts["markers"]["registered"] == len(atlas.markers)
    assert counts["markers"]["with_counted_findings"] == int((atlas.markers["findings_counted"] > 0).sum())
    assert real.counts.plain() == counts


def test_counts_equal_the_exclusions_table(real: BuildResult) -> None:
    counts = manifest_of(real.out)["counts"]
    table = pd.read_csv(real.out / "tables/all/exclusions.csv", keep_default_na=False)
    for flow, reasons in (("studies", "excluded_by_reason"), ("findings", "not_counted_by_reason")):
        lines = table[(table["flow"] == flow) & (table["role"] == "out") & (table["reason"] != "")]
        printed = dict(zip(lines["reason"], lines["n"].astype(int), strict=True))
        assert {reason: n for reason, n in printed.items() if n} == counts[flow][reasons]


def test_manifest_names_what_it_was_made_of(real: BuildResult, atlas: Atlas) -> None:
    manifest = manifest_of(real.out)
    assert manifest["atlas"] == {"digest": atlas.digest, "filters": []}
    assert manifest["topics_built"] == ["neuroinflammation", "nk-cells"]
    assert {"python", "mecfs-synthesis", "matplotlib", "pandas"} <= manifest["versions"].keys()


def test_manifest_names_no_place_and_no_time(real: BuildResult) -> None:
    text = (real.out / "manifest.json").read_text(encoding="utf-8")
    assert str(real.out.parent) not in text
    assert "seconds" not in text


def test_pages_name_no_place_of_this_machine(real: BuildResult) -> None:
    for path in real.out.rglob("*"):
        if path.suffix in (".html", ".json", ".csv", ".svg"):
            assert str(real.out.parent) not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("which", ["small_pages", "real_pages"])
def test_pages_are_well_formed(which: str, request: pytest.FixtureRequest) -> None:
    for place, page in request.getfixturevalue(which).items():
        assert page.problems == [], place
        assert len(page.ids) == len(set(page.ids)), place
        assert set(page.references) <= set(page.ids), place


@pytest.mark.parametrize("which", ["small_pages", "real_pages"])
def test_headings_are_in_order(which: str, request: pytest.FixtureRequest) -> None:
    for place, page in request.getfixturevalue(which).items():
        assert page.headings[0] == 1, place
        assert page.headings.count(1) == 1, place
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), place


@pytest.mark.parametrize("which", ["small", "real"])
def test_every_link_resolves(which: str, request: pytest.FixtureRequest) -> None:
    result, pages = request.getfixturevalue(which), request.getfixturevalue(f"{which}_pages")
    inside = 0
    for place, page in pages.items():
        for target in page.links:
            if re.match(r"https?://", target):
                continue
            file, fragment = urldefrag(unquote(target))
            path = (page.path.parent / file).resolve() if file else page.path
            assert path.is_file(), f"{place}: {target}"
            if fragment:
                other = pages[path.relative_to(result.out.resolve()).as_posix()]
                assert fragment in other.ids, f"{place}: {target}"
            inside += 1
    assert inside > 100


@pytest.mark.parametrize("which", ["small_pages", "real_pages"])
def test_pages_load_nothing(which: str, request: pytest.FixtureRequest) -> None:
    for place, page in request.getfixturevalue(which).items():
        assert page.loads == ["data:,"], place  # the empty icon, so that no browser asks for one
        assert page.scripts == (["text/javascript"] if place == "index.html" else page.data), place
        css = "".join(re.findall(r"<style>(.*?)</style>", page.path.read_text(encoding="utf-8"), re.DOTALL))
        assert "@import" not in css, place
        assert "url(" not in css, place


@pytest.mark.parametrize("which", ["small_pages", "real_pages"])
def test_every_figure_has_words(which: str, request: pytest.FixtureRequest) -> None:
    for place, page in request.getfixturevalue(which).items():
        text = page.path.read_text(encoding="utf-8")
        for svg in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
            drawing = etree.fromstring(svg)
            title, description = drawing[0], drawing[1]
            assert drawing.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}", place
            assert title.text, place
            assert description.text, place


def test_front_page_says_first_what_it_cannot_tell(real: BuildResult) -> None:
    text = (real.out / "index.html").read_text(encoding="utf-8")
    assert text.index('<h2 id="limits">') < text.index("<svg")
    assert "It is not medical advice" in text


def test_front_page_prints_the_counts(real: BuildResult) -> None:
    text = (real.out / "index.html").read_text(encoding="utf-8")
    counts = real.counts
    assert f"<dd>{counts.studies.counted:,}</dd>" in text
    assert f"<dd>{counts.findings.counted:,}</dd>" in text
    assert f"eligible studies of {counts.studies.recorded:,} recorded" in text
    assert f"{counts.merged:,} further readings" in (real.out / "evidence.html").read_text(encoding="utf-8")


def test_manifest_counts_the_verdicts(real: BuildResult, atlas: Atlas) -> None:
    found = manifest_of(real.out)["verdicts"]
    labels = verdicts(atlas, grid=False)["label"]
    assert found == {"ruleset": RULESET, "labels": dict(sorted(labels.value_counts().items()))}
    assert sum(found["labels"].values()) == len(labels)


def test_verdicts_stand_on_every_page_that_shows_markers(request: pytest.FixtureRequest) -> None:
    real_pages = request.getfixturevalue("real_pages")
    for place in ("evidence.html", "topics/nk-cells/index.html", "topics/neuroinflammation/index.html"):
        page = real_pages[place]
        assert {"consistency", "table-consistency", "verdict-table", "vote-strip"} <= set(page.ids), place
        folder = "tables/all" if place == "evidence.html" else "tables"
        for name in ("too-few", "votes", "review-codes"):
            assert f"{folder}/{name}.html" in page.links, place
        explained = "how-to-read" in page.ids or "index.html#how-to-read" in page.links
        assert explained, place


def test_front_page_explains_every_label(real: BuildResult) -> None:
    text = (real.out / "index.html").read_text(encoding="utf-8")
    box = text.partition('<h2 id="how-to-read">')[2].partition("</section>")[0]
    for label in Label:
        assert f"<strong>{label.words}</strong>" in box
    assert "is not “no difference”" in box
    assert RULESET in box


def test_data_of_the_build_is_the_atlas(real: BuildResult, atlas: Atlas) -> None:
    again = load(real.out / "data")
    assert again.digest == atlas.digest
    pd.testing.assert_frame_equal(again.findings, atlas.findings)


def test_same_records_give_the_same_bytes(small: BuildResult, sound_atlas: Path, tmp_path: Path) -> None:
    """In this process or in others."""
    out = tmp_path / "build"
    build(sound_atlas, out=out, jobs=2, notebooks=False)
    assert digests(out) == digests(small.out)
    assert (out / "manifest.json").read_bytes() == (small.out / "manifest.json").read_bytes()


def test_topic_limits_what_is_written(sound_atlas: Path, tmp_path: Path) -> None:
    made = build(sound_atlas, out=tmp_path / "build", topics=["molecules"], jobs=1, notebooks=False)
    assert [path.name for path in (made.out / "topics").iterdir()] == ["molecules"]
    assert [path.name for path in (made.out / "figures").iterdir()] == ["all"]
    assert [path.name for path in (made.out / "tables").iterdir()] == ["all"]
    assert 'href="topics/overview/index.html"' not in (made.out / "index.html").read_text(encoding="utf-8")
    assert is_whole(made.out)


def test_unknown_topic_writes_nothing(sound_atlas: Path, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="there is no topic 'molecule'; did you mean 'molecules'"):
        build(sound_atlas, out=tmp_path / "build", topics=["molecule"], notebooks=False)
    assert list(tmp_path.iterdir()) == []


def test_unsound_records_write_nothing(tmp_path: Path) -> None:
    faulty = Path(__file__).parents[1] / "records" / "faulty_atlas"
    with pytest.raises(RecordsError) as caught:
        build(faulty, out=tmp_path / "build", notebooks=False)
    assert len(caught.value.problems) > 1
    assert not (tmp_path / "build").exists()


def test_filters_of_the_atlas_are_said_on_every_page(sound_atlas: Path, tmp_path: Path) -> None:
    part = load(sound_atlas).where(eligible=True)
    made = build(part, out=tmp_path / "build", topics=[], jobs=1, notebooks=False)
    assert manifest_of(made.out)["atlas"]["filters"] == list(part.filters)
    for page in made.out.rglob("*.html"):
        assert f"only records with {part.filters[0]}" in page.read_text(encoding="utf-8"), page


@pytest.mark.parametrize("step", ["_figure", "_table"])
def test_failing_step_leaves_the_old_build(
    small: BuildResult, sound_atlas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    out = tmp_path / "build"
    build(sound_atlas, out=out, topics=[], jobs=1, notebooks=False)
    before = digests(out)

    def fail(task: pieces.Task) -> pieces.Piece:
        raise RuntimeError(task.name)

    monkeypatch.setattr(pieces, step, fail)
    with pytest.raises(RuntimeError):
        build(sound_atlas, out=out, topics=[], jobs=1, notebooks=False)
    assert digests(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


def test_progress_counts_every_phase_to_its_end(sound_atlas: Path, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    made = build(
        sound_atlas,
        out=tmp_path / "build",
        topics=[],
        jobs=1,
        notebooks=False,
        progress=lambda phase, done, of: told.append((phase, done, of)),
    )
    last = {phase: (done, of) for phase, done, of in told}
    assert list(last) == ["records", "data", "pieces", "pages", "manifest"]
    assert all(done == of for done, of in last.values())
    assert last["pieces"] == (made.figures + made.tables, made.figures + made.tables)


_RUN = """
import sys
from synthesis.reports.build import build
if __name__ == "__main__":
    build(sys.argv[1], out=sys.argv[2], topics=[], jobs=1, notebooks=False)
"""


def test_killed_build_leaves_the_old_one_whole(sound_atlas: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    run = [sys.executable, "-c", _RUN, str(sound_atlas), str(out)]
    subprocess.run(run, check=True)  # fills caches, so that the next run shows how long one takes
    start = time.perf_counter()
    subprocess.run(run, check=True)
    took = time.perf_counter() - start
    before = digests(out)
    moments = random.Random(6)
    killed = 0
    for _ in range(12):  # a run may end before its moment comes; then it was not a kill
        process = subprocess.Popen(run)
        time.sleep(moments.uniform(0.1, 0.9) * took)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert digests(out) == before  # the same records: old and new are equal, a mixture would not be whole
        assert is_whole(out)
        if killed == 4:
            break
    assert killed > 0
    subprocess.run(run, check=True)
    assert os.listdir(tmp_path) == ["build"]

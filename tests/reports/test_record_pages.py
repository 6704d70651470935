"""The pages of studies and markers, made without the rest of a build."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from lxml import html as lxml_html

from synthesis.audit.audit import AuditedClaim, audit
from synthesis.consistency.verdicts import verdicts
from synthesis.reports.cite import write_references
from synthesis.reports.marker_page import marker_pages
from synthesis.reports.parts import Build
from synthesis.reports.shelf import Shelf, finding_anchor, record_path, shelf_of
from synthesis.reports.study_page import study_pages
from synthesis.store.atlas import Atlas
from synthesis.store.load import load
from tests.reports.conftest import PageRead, read_page

_SEEDS = Path(__file__).with_name("seed_pages.sha256")


@dataclass(frozen=True)
class Made:
    """All pages of studies and markers of the embedded atlas."""

    folder: Path
    atlas: Atlas
    shelf: Shelf
    claims: Sequence[AuditedClaim]
    pages: dict[str, PageRead]
    written: dict[str, bytes]

    def text(self, kind: str, key: str) -> str:
        return self.written[record_path(kind, key)].decode()

    def words(self, kind: str, key: str) -> str:
        """What a reader sees, on one line."""
        (main,) = lxml_html.fromstring(self.text(kind, key)).iter("main")
        return " ".join(main.text_content().split())


def _pages(
    folder: Path, atlas: Atlas, shelf: Shelf, claims: Sequence[AuditedClaim]
) -> Iterator[tuple[str, bytes]]:
    build = Build(folder, atlas, {})
    for page in (*study_pages(build, shelf, claims), *marker_pages(build, shelf, claims)):
        yield page.path, page.html().encode()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("records")
    atlas = load(progress=False)
    shelf = shelf_of(atlas)
    claims = audit(atlas).claims
    written = dict(_pages(folder, atlas, shelf, claims))
    for place, content in written.items():
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_bytes(content)
    write_references(folder, shelf)
    pages = {place: read_page(folder / place) for place in written}
    return Made(folder, atlas, shelf, claims, pages, written)


def test_every_study_and_every_counted_marker_has_a_page(made: Made) -> None:
    counted = set(made.atlas.findings.loc[made.atlas.findings["counted"], "marker"])
    expected = {record_path("study", slug) for slug in made.atlas.studies["slug"]}
    assert made.written.keys() == expected | {record_path("marker", marker) for marker in counted}


def test_markup_is_sound_and_ids_are_unique(made: Made) -> None:
    for place, page in made.pages.items():
        assert page.problems == [], place
        assert len(page.ids) == len(set(page.ids)), place
        assert set(page.references) <= set(page.ids), place
        assert page.loads == ["data:,"], place
        assert page.headings[0] == 1, place
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), place


def test_every_link_resolves(made: Made) -> None:
    """Links to the rest of a build are followed where a whole build is tested."""
    inside = 0
    for place, page in made.pages.items():
        for target in page.links:
            file, fragment = urldefrag(unquote(target))
            if re.match(r"https?://", target) or file.startswith(
                ("../index.html", "../tables/", "../topics/", "../evidence.html", "../claims.html")
            ):
                continue
            path = (page.path.parent / file).resolve() if file else page.path
            assert path.is_file(), f"{place}: {target}"
            if fragment:
                other = made.pages[path.relative_to(made.folder.resolve()).as_posix()]
                assert fragment in other.ids, f"{place}: {target}"
            inside += 1
    assert inside > 5000


def test_pages_of_a_part_of_the_atlas_lead_nowhere_else(made: Made, tmp_path: Path) -> None:
    part = made.atlas.where(marker=["il-6", "il-10"], years=(2000, 2026))
    shelf = shelf_of(part)
    written = dict(_pages(tmp_path, part, shelf, audit(part).claims))
    assert written.keys() >= {record_path("marker", "il-6"), record_path("marker", "il-10")}
    for place, content in written.items():
        text = content.decode()
        for target in re.findall(r'href="((?:\.\./)?(?:studies|markers)/[^"#]+|[^":/#]+)\.html', text):
            kind = place.partition("/")[0]
            other = target.removeprefix("../") if "/" in target else f"{kind}/{target}"
            assert f"{other}.html" in written, f"{place}: {target}"
        for fragment in re.findall(r'href="#([^"]+)"', text):
            assert f'id="{fragment}"' in text, f"{place}: {fragment}"


def test_links_to_the_network_are_whole_addresses(made: Made) -> None:
    outside = {t for page in made.pages.values() for t in page.links if re.match(r"https?://", t)}
    assert len(outside) > 500
    for target in outside:
        assert re.fullmatch(r"https?://[a-z0-9.-]+/[^\s\"<>{}|\\^`]*", target), target


def test_same_records_give_the_same_bytes(made: Made) -> None:
    again = dict(_pages(made.folder, made.atlas, shelf_of(made.atlas), made.claims))
    assert again == made.written


def test_pages_are_light(made: Made) -> None:
    """A phone on a slow line: all but the one study with hundreds of findings stay below 120 kB."""
    heavy = {place for place, content in made.written.items() if len(content) > 120_000}
    assert heavy <= {record_path("study", "walitt-2024-deep-phenotyping")}
    assert sum(map(len, made.written.values())) < 16_000_000


def test_every_study_page_has_its_parts(made: Made) -> None:
    for slug, study in made.shelf.records.items():
        parts = {"reported", "limits", "people", "record", "cite"}
        parts |= {"findings"} if study.findings else set()
        parts |= {"conflicts"} if study.conflicts else set()
        parts |= {"left-out"} if study.left_out else set()
        parts |= {"printed"} if slug in set(made.atlas.published["slug"]) else set()
        ids = set(made.pages[record_path("study", slug)].ids)
        every = {
            "reported",
            "limits",
            "people",
            "record",
            "cite",
            "findings",
            "conflicts",
            "left-out",
            "printed",
        }
        assert ids & every == parts, slug


def test_study_pages_hold_every_finding_with_its_sources(made: Made) -> None:
    for slug, findings in made.shelf.findings.items():
        text = made.text("study", slug)
        ids = made.pages[record_path("study", slug)].ids
        assert [i for i in ids if i.startswith("finding-")] == [
            finding_anchor(f["finding_id"]) for f in findings
        ]
        for finding in findings:
            row = text.partition(f'<tr id="{finding_anchor(finding["finding_id"])}">')[2].partition("</tr>")[
                0
            ]
            assert row.count('<p class="aside"><a href=') == len(made.shelf.sources[finding["finding_id"]])
            for printed in (finding["p_printed"], finding["unit"], finding["note"]):
                assert printed is None or printed.replace("-", "−") in unescape(row).replace("-", "−")
            assert f"<td>{'yes' if finding['counted'] else 'no'}" in row


def test_study_pages_say_what_is_not_counted_and_why(made: Made) -> None:
    for slug, row in made.shelf.studies.items():
        text = made.text("study", slug)
        assert ("Counted: eligible." in text) == bool(row["eligible"]), slug
        assert ("Not counted:" in text) >= (not row["eligible"]), slug


def test_study_pages_print_every_conflict_and_how_it_was_settled(made: Made) -> None:
    found = 0
    for slug, study in made.shelf.records.items():
        words = made.words("study", slug)
        for conflict in study.conflicts:
            found += 1
            for statement in conflict.statements:
                assert " ".join(statement.value.split()) in words, slug
            assert ("Not settled." if conflict.status == "unresolved" else "Settled.") in words
            assert conflict.resolution is None or conflict.resolution[1:] in words
    assert found == len(made.atlas.conflicts)


def test_every_study_page_says_that_nobody_checked_the_record(made: Made) -> None:
    for slug, row in made.shelf.studies.items():
        assert ("not-checked" in made.text("study", slug)) == (row["review_state"] == "draft"), slug


def test_claims_are_named_where_they_rest(made: Made) -> None:
    claims = made.claims
    resting = [(slug, claim) for claim in claims for slug in (*claim.studies_for, *claim.studies_against)]
    assert len(resting) > 20
    for slug, claim in resting:
        assert claim.claim in made.words("study", slug), (slug, claim.claim_id)
    for claim in claims:
        for marker in set(claim.markers) & made.shelf.with_page:
            assert f"{claim.claim} Held against these records: {claim.label.label}" in made.words(
                "marker", marker
            )


def test_claims_carry_what_limits_their_label(made: Made) -> None:
    limited = [claim for claim in made.claims if claim.remark and claim.markers]
    assert limited
    for claim in limited:
        for marker in claim.markers:
            if record_path("marker", marker) in made.written:
                assert f"{claim.claim} Held against these records: {claim.label_text}" in made.words(
                    "marker", marker
                )


def test_estimates_say_which_part_of_the_cases_and_no_column(made: Made) -> None:
    words = made.words("marker", "il-6")
    assert "one finding (male): SMD −0.62" in words
    assert "one finding (female): SMD +0.16" in words
    assert "−0.112 by means and standard errors, but −0.162 by p-value" in words


def test_cohorts_say_how_many_of_their_results_found_no_difference(made: Made) -> None:
    words = made.words("marker", "anti-beta2-adrenergic-receptor-antibody")
    assert "Bynke 2020 48 cases, 24 controls; significance not clear" in words
    assert words.count("no significant difference in 1 of its 2 results") == 1


def test_studies_that_share_people_link_to_each_other(made: Made) -> None:
    shared = made.atlas.cohorts[made.atlas.cohorts["n_studies"] > 1]
    assert len(shared) > 5
    for joined in shared["studies"]:
        slugs = joined.split(";")
        for slug in slugs:
            links = made.pages[record_path("study", slug)].links
            assert {f"{other}.html" for other in slugs if other != slug} <= set(links), slug


def test_the_publication_is_cited_before_the_atlas(made: Made) -> None:
    for slug, reference in made.shelf.references.items():
        part = made.text("study", slug).partition('<h2 id="cite">')[2]
        if not reference.identified:
            assert "was not identified" in part, slug
            continue
        assert reference.url is None or f'href="{reference.url}"' in unescape(part), slug
        assert f"@{'article' if reference.journal else 'misc'}{{{slug}," in part, slug
        if reference.atlas_page and reference.atlas_page.url:
            assert part.index('id="reference"') < part.index("ME/CFS Atlas."), slug


def test_references_lie_beside_the_pages(made: Made) -> None:
    names = {path.name for path in (made.folder / "studies").iterdir() if path.suffix != ".html"}
    expected = {"references", *(s for s, r in made.shelf.references.items() if r.identified)}
    assert names == {f"{name}{suffix}" for name in expected for suffix in (".bib", ".ris", ".csl.json")}


def test_no_sentence_of_an_atlas_page_is_repeated(made: Made) -> None:
    """No eight words in a row of four atlas pages that were read whole; their runs are kept as digests."""
    known = {line.split()[0]: set(line.split()[1:]) for line in _SEEDS.read_text().splitlines()}
    assert len(known) == 4
    for slug, runs in known.items():
        title = re.findall(r"\w+", (made.shelf.studies[slug]["title"] or "").casefold())
        words = re.findall(r"\w+", made.words("study", slug).casefold())
        of_title = {" ".join(title[i : i + 8]) for i in range(len(title) - 7)}
        for i in range(len(words) - 7):
            run = " ".join(words[i : i + 8])
            if run not in of_title:
                assert hashlib.sha256(run.encode()).hexdigest()[:12] not in runs, f"{slug}: {run}"


def test_marker_pages_print_every_verdict_as_it_is(made: Made) -> None:
    frame = verdicts(made.atlas, grid=False)
    for row in frame.to_dict("records"):
        words = made.words("marker", row["marker"])
        assert f"{row['label']}. {' '.join(row['sentence'].split())}" in words, row["question_key"]
    assert sum(
        made.text("marker", m).count('<section class="question"') for m in made.shelf.with_page
    ) == len(frame)


def test_marker_pages_name_each_cohort_once_on_its_side(made: Made) -> None:
    text = made.text("marker", "tgf-beta1")
    frame = verdicts(made.atlas, grid=False)
    asked = frame[frame["marker"] == "tgf-beta1"]
    sections = text.split('<section class="question"')[1:]
    for section, row in zip(sections, asked.to_dict("records"), strict=True):
        sides = re.findall(r"<dt>(.) [^<]*: (\d+) cohorts?</dt>", section)
        told = {shape: int(n) for shape, n in sides}
        expected = {"▲": row["higher"], "▼": row["lower"], "○": row["silent"], "◆": row["mixed"]}
        assert told == {shape: n for shape, n in expected.items() if n}
        strip = re.findall(r'<p class="strip" aria-hidden="true">(.*?)</p>', section)
        assert sum(map(strip[0].count, told)) == row["k"]


def test_marker_pages_list_every_study_with_a_finding(made: Made) -> None:
    for marker in made.shelf.with_page:
        part = made.text("marker", marker).partition('<h2 id="studies">')[2].partition("<h2")[0]
        linked = re.findall(r'href="\.\./studies/([^"#]+)\.html"', part)
        assert sorted(linked) == sorted({row["slug"] for row in made.shelf.by_marker[marker]}), marker


def test_identifiers_lead_to_their_registers(made: Made) -> None:
    links = made.pages[record_path("marker", "tgf-beta1")].links
    assert "https://www.uniprot.org/uniprotkb/P01137" in links
    assert "https://www.genenames.org/data/gene-symbol-report/#!/hgnc_id/HGNC:11766" in links
    row = made.shelf.markers["nk-cells"]
    if row["cl_id"]:
        place = f"http://purl.obolibrary.org/obo/{row['cl_id'].replace(':', '_')}"
        assert place in made.pages[record_path("marker", "nk-cells")].links

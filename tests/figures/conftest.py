from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from io import BytesIO
from math import isfinite
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from lxml import etree
from matplotlib.axes import Axes

from synthesis.figures import axis, key, marks, measure, theme
from synthesis.figures.drawn import LONGEST_ALT, Drawn, Texts, drawing
from synthesis.figures.gallery import gallery
from synthesis.figures.layout import layout_problems
from synthesis.figures.placement import rows_per_inch
from synthesis.figures.sheet import Sheet
from synthesis.records.atlas_records import AtlasRecords
from synthesis.records.marker import Marker
from synthesis.records.problems import Report
from synthesis.records.study import Study
from synthesis.records.topic import Topic
from synthesis.store.atlas import Atlas
from synthesis.store.load import load
from synthesis.vocabulary.measurement import MarkerKind, Specimen
from synthesis.vocabulary.result import Direction
from synthesis.vocabulary.study import Design
from synthesis.wording import count, estimate, number, p_value, percent

LABELS = (
    "Alpha 2015",
    "Beta, Gamma and a long list of further authors in one label 2017",
    "مركز الأبحاث 2019",
    "מרכז המחקר 2020",
    "中文研究所免疫学 2021",
    "$1 & $2 <Delta> 2022",
)
LIMITS = (-1.0, 1.4)
TOKENS = {*theme.HUES, *theme.VARIABLES, "none"}


def toy_rows(k: int) -> pd.DataFrame:
    """Rows in which intervals leave the axis on both sides, and one in seven has no estimate."""
    middle = [float("nan") if i % 7 == 5 else (i * 37 % 200) / 100 - 0.9 for i in range(k)]
    half = [0.2 + 0.15 * (i % 5) for i in range(k)]
    return pd.DataFrame(
        {
            "slug": pd.Series([f"study-{i}" for i in range(k)], dtype="str"),
            "label": pd.Series([LABELS[i % len(LABELS)] for i in range(k)], dtype="str"),
            "direction": pd.Series(
                [list(theme.GLYPHS)[i % len(theme.GLYPHS)] for i in range(k)], dtype="str"
            ),
            "n": pd.Series([20 + i * 17 % 130 for i in range(k)], dtype="int64"),
            "estimate": pd.Series(middle, dtype="float64"),
            "lower": pd.Series([m - h for m, h in zip(middle, half, strict=True)], dtype="float64"),
            "upper": pd.Series([m + h for m, h in zip(middle, half, strict=True)], dtype="float64"),
        }
    )


def toy_texts(k: int) -> Texts:
    studies = count(k, "study")
    return Texts(
        name="toy",
        title="A marker is higher in cases in most of the studies that report a direction",
        subtitle=f"Hedges g, cases minus controls; a marker in serum or plasma; {studies}",
        caption="Squares are estimates, lines their 95% confidence intervals.",
        alt=f"Forest plot of {studies} of a marker.",
        long_description=f"Forest plot with a row for each of {studies}; axis from −1 to 1.4.",
        provenance={
            "line": f"{studies} · data 3f9c2a1 (2026-11-02) · synthesis 0.1.0 · CC BY 4.0",
            "version": "0.1.0",
            "studies": k,
        },
    )


def paint_toy(rows: pd.DataFrame, sheet: Sheet) -> None:
    if rows.empty:
        sheet.message("No study of this marker reports an estimate that can be drawn.")
        return
    k = len(rows)
    narrow = sheet.form is theme.NARROW
    numbers = [estimate(*row, signed=True) for row in rows[["estimate", "lower", "upper"]].to_numpy()]
    number_room = measure.widest(numbers)
    label_room = min(measure.widest(rows["label"]), 2.0) if not narrow else sheet.width - number_room - 0.15
    labels = [measure.ellipsize(label, label_room) for label in rows["label"]]
    overhang = axis.overhang(LIMITS)
    left = overhang if narrow else label_room + 0.3 + overhang
    right = overhang if narrow else number_room + 0.1 + overhang
    names = list(dict.fromkeys(rows["direction"]))
    above = key.room_above(names, sheet.width)
    ax = sheet.axes(
        k * sheet.form.row, left=left, right=right, above=above, below=axis.room_below(label=True, words=True)
    )
    ax.set_ylim(k - 0.5, -0.5)
    inch = rows_per_inch(ax)
    axis.value_axis(
        ax,
        LIMITS,
        label="Hedges g",
        null=0.0,
        null_spans=[(y - 0.08 * inch, y + 0.15 * inch) for y in range(k)] if narrow else None,
        words=("lower in cases", "higher in cases"),
    )
    key.direction_key(ax, names, sheet.width, left=left, above=above)
    lift = 0.17 if narrow else 0.0
    marks.text_column(ax, range(k), labels, edge="left", offset=-left, dy=lift)
    marks.text_column(ax, range(k), numbers, edge="right", offset=right, align="right", dy=lift)
    for y, row in enumerate(rows.itertuples()):
        marks.interval(ax, row.lower, row.upper, y, record=row.slug)
        marks.square(ax, row.estimate, y, row.n, heaviest=rows["n"].max(), record=row.slug)
        if not narrow:
            marks.direction(ax, 0, y, row.direction, frame="row", dx=-overhang - 0.1, record=row.slug)


def draw_toy(k: int, ax: Axes | None = None) -> Drawn:
    return drawing(paint_toy, toy_rows(k), toy_texts(k), ax=ax)


def assert_sound(drawn: Drawn) -> None:
    """Check what every figure of the package promises, in both forms."""
    assert drawn.title.strip()
    assert drawn.subtitle.strip()
    assert 0 < len(drawn.alt) <= LONGEST_ALT
    assert drawn.provenance["line"]
    for form in (drawn.wide(), drawn.narrow()):
        assert layout_problems(form.fig) == []
        assert_sound_svg(form.svg(), drawn.name)
        assert form.svg() == form.svg(), "drawing twice gives other bytes"
    read_back = pd.read_csv(BytesIO(drawn.data.to_csv(index=False).encode()))
    assert len(read_back) == len(drawn.data)


def assert_sound_svg(svg: str, name: str) -> None:
    """Check that an SVG can stand in a page beside others."""
    root = etree.fromstring(svg)
    local = [etree.QName(element).localname for element in root.iter()]
    assert {"style", "script", "metadata", "image", "foreignObject"}.isdisjoint(local)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(i.startswith(f"{name}-") for i in ids)
    references = set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg))
    references |= set(root.get("aria-labelledby").split())
    assert references <= set(ids)
    assert root.get("role") == "img"
    assert [etree.QName(child).localname for child in root[:2]] == ["title", "desc"]
    assert all(child.text.strip() for child in root[:2])
    colours = re.findall(r"(?:fill|stroke):\s*([^;\"]+)", svg)
    plain = {colour for colour in colours if not colour.startswith("var(")}
    assert plain <= TOKENS, f"colours that are no tokens: {plain - TOKENS}"
    sizes = [float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", svg)]
    assert min(sizes) >= theme.LEAST


@pytest.fixture(name="toy")
def _toy() -> Callable[..., Drawn]:
    """Draw a small figure of k rows on the foundation."""
    return draw_toy


@pytest.fixture(name="assert_sound")
def _assert_sound() -> Callable[[Drawn], None]:
    """Check a figure as every figure is checked."""
    return assert_sound


@pytest.fixture(name="assert_sound_svg")
def _assert_sound_svg() -> Callable[[str, str], None]:
    return assert_sound_svg


def finding_record(key: str, marker: str, **more: Any) -> dict[str, Any]:
    """One finding as a record file would give it; direction and the like in `more`."""
    return {
        "id": key,
        "marker": marker,
        "marker_kind": "cytokine",
        "quantity": "concentration",
        "specimen": "serum",
        "state": "rest",
        "matrix_class": "circulating-protein",
        "contrast": "cases-vs-controls",
        "sources": [{"kind": "primary-full-text", "ref": "doi:10.1000/full"}],
        **more,
    }


def cohort_record(
    key: str, cases: int | None = None, controls: int | None = None, link: str | None = None
) -> dict[str, Any]:
    groups = [
        {"id": "cases", "role": "cases", "n": cases},
        {"id": "controls", "role": "comparison", "n": controls},
    ]
    return {"id": key, "link": link, "groups": groups}


def study_record(slug: str, year: int | None, **more: Any) -> Study:
    record: dict[str, Any] = {
        "slug": slug,
        "citation": {"first_author": slug.title(), "year": year, "title": f"Title of {slug}"},
        "kind": "primary",
        "design": "case-control",
        "population": "me-cfs",
        "comparator": "healthy",
        "cohorts": [cohort_record(slug)],
    }
    return Study.model_validate(record | more)


def atlas_of(studies: Iterable[Study]) -> Atlas:
    """Make an atlas of studies, with a registry entry for every marker they name and one topic."""
    studies = tuple(studies)
    names = sorted({"il-6", *(finding.marker for study in studies for finding in study.findings)})
    markers = tuple(
        Marker.model_validate(
            {"marker_id": name, "name": name.upper(), "kind": "cytokine", "panel": name.endswith("-panel")}
        )
        for name in names
    )
    topic = {
        "id": "things",
        "title": "Things",
        "summary": "Some things.",
        "sections": [{"title": "All", "markers": names}],
    }
    records = AtlasRecords(studies, markers, (Topic.model_validate(topic),), (), (), Report(()))
    return Atlas.from_records(records, digest="0123456789abcdef")


def awkward_study(number: int) -> Study:
    """A study in which sizes, year and PEM are partly unknown, and names are long."""
    directions = ("higher", "lower", "no-difference", "no-difference", "mixed", "altered")
    specimens = Specimen.values()
    findings = [
        finding_record(
            f"f{place}",
            f"marker-{(number * 5 + place * 7) % 61}-of-a-family-with-a-rather-long-name",
            direction=directions[(number + place) % len(directions)],
            significance=("significant", "not-significant", "not-stated")[(number + place) % 3],
            inferred=directions[(number + place) % len(directions)] == "no-difference" and number % 2 == 0,
            specimen=specimens[(number + place) % len(specimens)],
            marker_kind=MarkerKind.values()[number % len(MarkerKind.values())],
            cell_population="CD3+CD8+ effector memory T cells" if place == 2 else None,
            **({"state": "stimulated-culture", "stimulus": "PHA and IL-2"} if place == 3 else {}),
        )
        for place in range(5)
    ]
    shared = number % 10 == 9
    return study_record(
        f"study-{number}",
        None if number % 9 == 8 else 1987 + number * 7 % 39,
        design=[d for d in Design.values() if "review" not in d][number % 8],
        case_selection={"all_of": [("fukuda-1994", "ccc-2003", "icc-2011")[number % 3]]},
        cohorts=[
            cohort_record(
                f"study-{number - 1 if shared else number}",
                None if number % 5 == 4 else 4 + number * 37 % 400,
                None if number % 4 == 3 else 4 + number * 53 % 390,
                "probable" if shared or number % 10 == 8 else None,
            )
        ],
        findings=findings,
        **({"excluded": {"reason": "other"}} if number % 11 == 7 else {}),
    )


def answering_study(number: int) -> Study:
    """A study whose one cohort answers the same question as all others, in every way there is."""
    ways = ("higher", "lower", "no-difference", "no-difference", "higher", "mixed", "altered")
    direction = ways[number % len(ways)]
    printed = (
        {"printed": "0.03", "relation": "=", "value": 0.03},
        {"printed": "<0.01", "relation": "<", "value": 0.01},
    )
    significance = (
        "not-significant" if direction == "no-difference" else ("significant", "not-stated")[number % 2]
    )
    p = printed[number % 2] if number % 3 == 0 and significance == "significant" else None
    finding = finding_record(
        "f",
        "il-6",
        direction=direction,
        significance=significance,
        inferred=direction == "no-difference" and number % 2 == 0,
        assay={"family": ("elisa", "bead-multiplex")[number % 2]},
        **({"p": p} if p else {}),
    )
    return study_record(
        f"study-{number}" if number % 4 else f"a-family-name-longer-than-most-of-the-others-{number}",
        None if number % 9 == 8 else 1987 + number * 7 % 39,
        cohorts=[
            cohort_record(
                f"cohort-{number}",
                None if number % 7 == 6 else 5 + number * 37 % 400,
                None if number % 11 == 10 else 5 + number * 53 % 390,
            )
        ],
        findings=[finding],
    )


def numbers_in(text: str, labels: Iterable[object]) -> set[int]:
    """Collect the whole numbers of a text, without those that belong to a label of the frame."""
    for label in sorted({str(label) for label in labels}, key=len, reverse=True):
        text = text.replace(label, " ")
    return {int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)}


def words_of(frame: pd.DataFrame) -> set[str]:
    """Collect the texts of a frame that may stand in a sentence: all but single words of the vocabulary."""
    texts = [
        frame[column].dropna() for column in frame.columns if str(frame[column].dtype).startswith("string")
    ]
    return {text for column in texts for text in column if any(sign.isdigit() for sign in text)}


def cells_of(frame: pd.DataFrame) -> set[int]:
    """Collect the whole numbers of a frame."""
    return {
        int(number)
        for column in frame.columns
        if str(frame[column].dtype).startswith("int64")
        for number in frame[column].dropna()
    }


@pytest.fixture(name="awkward_atlas", scope="session")
def _awkward_atlas() -> Callable[[int], Atlas]:
    """Make an atlas of k studies that are hard to draw."""
    return lambda k: atlas_of(awkward_study(number) for number in range(k))


@pytest.fixture(name="answering_atlas", scope="session")
def _answering_atlas() -> Callable[[int], Atlas]:
    """Make an atlas of k cohorts that answer one question: the level of IL-6 at rest."""
    return lambda k: atlas_of(answering_study(number) for number in range(k))


@pytest.fixture(name="atlas_of", scope="session")
def _atlas_of() -> Callable[..., Atlas]:
    return atlas_of


@pytest.fixture(name="record", scope="session")
def _record() -> SimpleNamespace:
    """Makers of records: `finding`, `cohort`, `study`."""
    return SimpleNamespace(finding=finding_record, cohort=cohort_record, study=study_record)


@pytest.fixture(name="embedded", scope="session")
def _embedded() -> Atlas:
    """The atlas that ships with the package."""
    return load()


@pytest.fixture(name="drawn_gallery", scope="session")
def _drawn_gallery(embedded: Atlas) -> dict[str, Drawn]:
    """Every public figure on the atlas that ships with the package."""
    shown = gallery(embedded)
    return {entry.name: shown[entry.name] for entry in shown}


@pytest.fixture(name="assert_numbers_in_frame")
def _assert_numbers_in_frame() -> Callable[..., None]:
    """Check that every number of both alternative texts is in the frame, or among `counted` from it."""

    def check(drawn: Drawn, counted: Iterable[int] = ()) -> None:
        known = cells_of(drawn.data) | set(counted)
        for text in (drawn.alt, drawn.long_description):
            assert numbers_in(text, words_of(drawn.data)) <= known, text

    return check


def printed(frame: pd.DataFrame) -> set[str]:
    """Collect every way `wording` prints a number of a frame, without signs."""
    known: set[str] = set()
    for column in frame.columns:
        if not str(frame[column].dtype).startswith(("int64", "double")):
            continue
        for value in {float(value) for value in frame[column].dropna() if isfinite(value)}:
            known |= {number(abs(value), digits) for digits in range(5)}
            known |= {percent(abs(value)), percent(abs(value), 1), number(abs(value), 0) + "%"}
            known |= {p_value(value).strip("p =<>")} if 0 <= value <= 1 else set()
    return known


@pytest.fixture(name="assert_numbers_are_of_the_frame")
def _assert_numbers_are_of_the_frame() -> Callable[..., None]:
    """Check that every number of both alternative texts, decimals included, is printed from the frame."""

    def check(drawn: Drawn, *further: str) -> None:
        known = printed(drawn.data) | set(further)
        labels = sorted(words_of(drawn.data), key=len, reverse=True)
        for text in (drawn.alt, drawn.long_description):
            for label in labels:
                text = text.replace(label, " ")
            found = re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?%?", text.replace("…", " "))
            assert {token.rstrip(",") for token in found} <= known, text

    return check


def awkward_effects(k: int) -> pd.DataFrame:
    """Effects as `escalc` gives them: one far outlier, one huge interval, gaps, labels in four scripts."""
    middle = [float("nan") if i % 7 == 5 else (i * 37 % 200) / 100 - 0.9 + 40 * (i == 10) for i in range(k)]
    columns = {
        "slug": ([f"study-{i}" for i in range(k)], "str"),
        "label": ([LABELS[i % len(LABELS)] for i in range(k)], "str"),
        "year": ([1990 + i * 7 % 35 for i in range(k)], "int64"),
        "yi": (middle, "float64"),
        "vi": ([(0.1 + 0.15 * (i % 5)) ** 2 * (100 if i == 4 else 1) for i in range(k)], "float64"),
        "cases_n": ([None if i % 9 == 4 else 20 + i * 17 % 130 for i in range(k)], "Int64"),
        "controls_n": ([20 + i * 7 % 130 for i in range(k)], "Int64"),
        "specimen": ([("serum", "plasma", "cerebrospinal fluid")[i % 3] for i in range(k)], "str"),
        "direction": ([[*Direction, None][i % 6] for i in range(k)], "object"),
    }
    return pd.DataFrame({name: pd.Series(values, dtype=dtype) for name, (values, dtype) in columns.items()})


@pytest.fixture(name="awkward_effects", scope="session")
def _awkward_effects() -> Callable[[int], pd.DataFrame]:
    return awkward_effects

"""Panels: two files, one table, and every way they can be wrong, all reported at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from synthesis.records.folder import read_folder
from synthesis.records.location import embedded_atlas
from synthesis.records.panel import PANEL_KEY, PanelRow
from synthesis.records.problems import Problem
from synthesis.vocabulary.measurement import Specimen
from synthesis.vocabulary.study import Sex

SOUND = Path(__file__).parent / "sound_atlas"
TABLE = "panels/example-2001-alpha.csv"
ABOUT = "panels/example-2001-alpha.yaml"


@pytest.fixture
def atlas(tmp_path: Path) -> Path:
    """A copy of the sound atlas that a test may damage."""
    return Path(shutil.copytree(SOUND, tmp_path / "atlas"))


def problems(atlas: Path) -> list[Problem]:
    records = read_folder(atlas)
    found = [p for p in records.report if not p.acknowledged]
    assert bool(found) != bool(records.panels)  # a panel with an error gives no record
    assert all(p.message and p.fix for p in found)
    return found


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def test_a_sound_panel_is_read_whole() -> None:
    (panel,) = read_folder(SOUND).panels
    row = panel.rows["b-1/plasma/male"]
    assert (row.specimen, row.sex, row.gene_symbol) == (Specimen.PLASMA, Sex.MALE, "BBB|BBC")
    assert (row.n_cases, row.mean_cases, row.sd_cases) == (19, 4.8, 1.1)
    assert (row.n_controls, row.mean_controls, row.sd_controls) == (18, 5.0, 0.9)
    assert panel.rows["d-1/csf/female"].uniprot is None
    assert next(iter(panel.rows)) == "a-1/plasma/female"  # in the order of the file


def test_all_faults_are_reported_at_once_with_their_lines(atlas: Path) -> None:
    edit(
        atlas / TABLE,
        ("a-1,AAA,A00001,plasma,female,20,10.8,0.5,", "a-1,AAA,A00001,plasma,female,1,ten,0,"),
        ("plasma,male,20,10.9,0.5,18,10.1,0.6", "plasm,men,20,10.9,-0.5,18.5,nan,0.6"),
        ("b-1,BBB|BBC,A00002|A00003,plasma,male", "b-1,BBB|BBC,A00002|A00003,plasma,female"),
        ("c-1,CCC,A00004,plasma,female,20,7.0,0.3,19,7.4,0.3", "c-1,CCC,A00004,plasma,female,20,7.0,0.3,19"),
        ("d-1,,,csf,female,10,12.25,0.5,9,12.0,0.5", "d-1,,,csf,female,10,,0.5,9,12.0,inf"),
    )
    edit(atlas / ABOUT, ("scale: log2", "scale: log3"))
    assert [(p.file, p.line, p.record, p.field, p.rule) for p in problems(atlas)] == [
        (TABLE, 2, "a-1/plasma/female", "mean_cases", "wrong-type"),
        (TABLE, 2, "a-1/plasma/female", "n_cases", "out-of-range"),
        (TABLE, 2, "a-1/plasma/female", "sd_cases", "out-of-range"),
        (TABLE, 3, "a-1/plasm/men", "mean_controls", "wrong-type"),
        (TABLE, 3, "a-1/plasm/men", "n_controls", "wrong-type"),
        (TABLE, 3, "a-1/plasm/men", "sd_cases", "out-of-range"),
        (TABLE, 3, "a-1/plasm/men", "specimen", "unknown-term"),
        (TABLE, 5, "b-1/plasma/female", "analyte", "repeated-id"),
        (TABLE, 6, "c-1/plasma/female", "", "ragged-row"),
        (TABLE, 8, "d-1/csf/female", "mean_cases", "missing-field"),
        (TABLE, 8, "d-1/csf/female", "sd_controls", "wrong-type"),
        (ABOUT, 6, "example-2001-alpha", "scale", "unknown-term"),
    ]


def test_words_of_the_faults(atlas: Path) -> None:
    edit(
        atlas / TABLE,
        ("plasma,female,20,10.8,0.5,", "plasma,female,2.5,ten,0,"),
        ("b-1,BBB|BBC,A00002|A00003,plasma,male", "b-1,BBB|BBC,A00002|A00003,plasma,female"),
    )
    said = {p.field: (p.message, p.fix) for p in problems(atlas)}
    assert said == {
        "n_cases": ("must be a whole number", "write digits only"),
        "mean_cases": ("must be a number", "write digits, with a point before decimals"),
        "sd_cases": (
            "must be more than 0",
            "correct the number, or leave the field out when it is not known",
        ),
        "analyte": (
            "the analyte, specimen and sex stand twice, first in line 4",
            "remove one of the two rows, or merge them",
        ),
    }


@pytest.mark.parametrize("column", ["analyte", "specimen", "sex", "n_cases", "sd_controls"])
def test_no_column_may_be_missing(atlas: Path, column: str) -> None:
    text = (atlas / TABLE).read_text(encoding="utf-8")
    header, rows = text.split("\n", 1)
    columns = ["other" if name == column else name for name in header.split(",")]
    (atlas / TABLE).write_text(f"{','.join(columns)}\n{rows}", encoding="utf-8")
    found = problems(atlas)
    header = {(p.field, p.rule) for p in found if p.line == 1}
    assert header == {("other", "unknown-field"), (column, "missing-field")}
    assert not [p for p in found if p.rule == "repeated-id"]  # without its key no row is read


@pytest.mark.parametrize("cell", ["10.8x", "1,5", "1_000", "nan", "inf", "٣"])
def test_what_is_no_plain_number_is_refused(atlas: Path, cell: str) -> None:
    edit(atlas / TABLE, ("10.8", f'"{cell}"'))
    (problem,) = problems(atlas)
    assert (problem.line, problem.field, problem.rule) == (2, "mean_cases", "wrong-type")


def test_no_spread_is_infinite() -> None:
    (panel,) = read_folder(SOUND).panels
    fields = panel.rows["a-1/plasma/female"].model_dump()
    with pytest.raises(ValidationError, match="sd_cases"):
        PanelRow.model_validate(fields | {"sd_cases": float("inf")})


def test_more_people_than_the_study_has(atlas: Path) -> None:
    edit(atlas / TABLE, ("c-1,CCC,A00004,plasma,female,20", "c-1,CCC,A00004,plasma,female,21"))
    (problem,) = problems(atlas)
    assert (problem.file, problem.line, problem.rule) == (TABLE, 7, "panel-exceeds-group")
    assert (problem.record, problem.value, problem.allowed) == ("c-1/plasma/male", "41", "40 or fewer")


def test_an_analyte_with_two_proteins(atlas: Path) -> None:
    edit(atlas / TABLE, ("a-1,AAA,A00001,plasma,male", "a-1,AAA,A0001,plasma,male"))
    (problem,) = problems(atlas)
    assert (problem.line, problem.field, problem.rule) == (
        3,
        "a-1/plasma/male.uniprot",
        "panel-analyte-differs",
    )


def test_a_panel_of_an_unknown_study(atlas: Path) -> None:
    for ending in (".yaml", ".csv"):
        (atlas / ABOUT).with_suffix(ending).rename(atlas / f"panels/example-2001-alhpa{ending}")
    edit(atlas / "panels/example-2001-alhpa.yaml", ("study: example-2001-alpha", "study: example-2001-alhpa"))
    (problem,) = problems(atlas)
    assert (problem.rule, problem.fix) == ("unknown-study", "did you mean example-2001-alpha?")


def test_both_files_are_named_after_the_study(atlas: Path) -> None:
    for ending in (".yaml", ".csv"):
        (atlas / ABOUT).with_suffix(ending).rename(atlas / f"panels/another{ending}")
    (problem,) = problems(atlas)
    assert (problem.file, problem.line, problem.rule) == ("panels/another.yaml", 1, "file-name")


@pytest.mark.parametrize(("lost", "at"), [(TABLE, ABOUT), (ABOUT, TABLE)])
def test_a_half_panel(atlas: Path, lost: str, at: str) -> None:
    (atlas / lost).unlink()
    (problem,) = problems(atlas)
    assert (problem.file, problem.rule) == (at, "missing-file")
    assert Path(lost).name in problem.message


def test_strays_are_problems_and_hidden_files_are_not(atlas: Path) -> None:
    (atlas / "panels/.hidden").write_text("an editor's file")
    (atlas / "panels/notes.txt").write_text("notes")
    assert [(p.file, p.rule) for p in read_folder(atlas).report if not p.acknowledged] == [
        ("panels/notes.txt", "stray-file")
    ]


def test_every_column_is_described() -> None:
    assert all(field.description for field in PanelRow.model_fields.values())
    assert set(PANEL_KEY) <= set(PanelRow.model_fields)


def test_the_proteome_panel_is_whole() -> None:
    """What the source of the table says about its size and its people."""
    (panel,) = (p for p in read_folder(embedded_atlas()).panels if p.about.study.startswith("walitt-2024"))
    assert len(panel.rows) == 5194
    assert len({row.analyte for row in panel.rows.values()}) == panel.about.assay.panel_size == 1305
    people = {(row.sex, row.n_cases, row.n_controls) for row in panel.rows.values()}
    assert people == {(Sex.MALE, 5, 8), (Sex.FEMALE, 10, 10)}
    assert {row.specimen for row in panel.rows.values()} == {Specimen.PLASMA, Specimen.CSF}

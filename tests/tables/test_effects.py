"""Tables of effects and of analytes: every finding has its line, with a number or with the reason."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from synthesis.effects.escalc import escalc
from synthesis.models.marker_wide import marker_wide
from synthesis.store.load import load
from synthesis.tables import analytes, effects

SOUND = Path(__file__).parents[1] / "records" / "sound_atlas"


def crp() -> pd.DataFrame:
    return escalc(load().where(marker="crp", matrix_class="circulating-protein", counted=True), "SMD")


def test_every_finding_is_a_line_with_an_effect_or_a_reason() -> None:
    table = effects.table(crp())
    assert len(table.data) == len(crp())
    for line in table.texts.to_dict("records"):
        assert line["told"] != "–"
        assert (line["effect"] != "–") == line["told"].startswith("means and SDs")


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("SMD, variance LS; from m1i, sd1i, n1i, m2i, sd2i, n2i", "means and SDs"),
        ("SMD, variance LS; from m1i, se1i, n1i, m2i, se2i, n2i", "means and standard errors"),
        ("SMD, variance LS; from m1i, lo1i, hi1i, n1i", "means and intervals"),
        ("SMD, variance LS; from m1i, n1i, m2i, n2i, q11i, q31i, q12i, q32i", "centre and quartiles"),
        ("SMD, variance LS; from med1i, iqr1i, n1i", "centre and quartiles"),
        ("SMD, variance LS; from med1i, min1i, max1i, n1i", "centre and range"),
        ("SMD, variance LS; from n1i, n2i, pi", "p-value"),
        ("OR, variance LS; from ai, ci, n1i, n2i", "counts"),
        ("ROM, variance LS; from pcti", "percent difference"),
        ("SMD, variance LS; from ti, n1i, n2i", "other statistics"),
        ("", ""),
        (None, ""),
    ],
)
def test_basis_is_said_in_words(how: str | None, words: str) -> None:
    assert effects._basis(how) == words


def test_disagreeing_ways_are_said_in_words() -> None:
    cingulate = load().where(marker="tspo-pet-cingulate-cortex", counted=True)
    (told,) = effects.table(escalc(cingulate, "SMD")).texts["told"]
    assert told == "means and SDs; the effect is 1.13 by means and SDs, but 1.00 by p-value"
    other = "the standard error is 0.300 by ci_lb, ci_ub, but 0.715 by pval; read by eye"
    assert effects.in_plain_words(other).endswith("but 0.715 by other statistics; read by eye")


def test_ratios_are_printed_as_ratios() -> None:
    found = escalc(load().where(marker="antinuclear-antibodies", counted=True), "OR")
    made = effects.rows(found)
    first = found["yi"].notna().to_numpy().argmax()
    assert made["estimate"].iloc[first] > 1.0
    assert made["ci_low"].iloc[first] > 0.0


def test_an_effect_without_variance_has_no_interval() -> None:
    found = escalc(load().where(marker="nk-cell-cytotoxicity", counted=True), "ROM")
    bare = effects.table(found[found["yi"].notna() & found["vi"].isna()])
    assert ": 0 of 6 findings" in bare.title
    assert (bare.texts["effect"].str.fullmatch(r"0\.\d\d")).all()


def test_tables_of_several_effects_can_share_a_page() -> None:
    whole = crp()
    assert effects.table(whole).name != effects.table(whole.iloc[1:]).name
    assert effects.table(whole).name == effects.table(crp()).name


def test_no_findings_are_said() -> None:
    assert "0 of 0 findings" in effects.table(crp().iloc[:0]).title


def test_tables_are_sound_html() -> None:
    found = marker_wide(load().panel("walitt-2024-deep-phenotyping"))
    for table in (effects.table(crp()), analytes.table(found)):
        page = html.document_fromstring(f"<!doctype html><html><body>{table.html()}</body></html>")
        assert page.xpath("count(//table/caption)") == 1
        assert page.xpath("count(//tbody/tr/th[@scope='row'])") == len(table.data)
        assert not page.xpath("//tbody//td[not(normalize-space())]"), "a cell is empty"


def test_the_title_counts_what_passes_the_rate() -> None:
    whole = marker_wide(load().panel("walitt-2024-deep-phenotyping"))
    assert analytes.table(whole).title == "None of 2,597 analytes passes a false discovery rate of 5%"
    small = marker_wide(load(SOUND).panel("example-2001-alpha"))
    assert analytes.table(small).title == "1 of 4 analytes passes a false discovery rate of 5%"


def test_analytes_are_those_with_the_smallest_p() -> None:
    found = marker_wide(load().panel("walitt-2024-deep-phenotyping"))
    made = analytes.rows(found, most=5)
    assert made["p_value"].tolist() == sorted(found.frame["p_value"])[:5]
    table = analytes.table(found, most=5, rate=1.0)
    assert table.title == "2,597 of 2,597 analytes pass a false discovery rate of 100%"
    assert any("not independent" in note for note in table.notes)
    assert table.texts["p"].str.match(r"^[<0]").all()

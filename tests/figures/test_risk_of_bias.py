from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

import pandas as pd
import pytest

from synthesis.errors import FigureError
from synthesis.figures import judgements, risk_of_bias, risk_of_bias_summary
from synthesis.figures.drawn import Drawn

BOTH = pytest.mark.parametrize("module", [risk_of_bias, risk_of_bias_summary], ids=["studies", "summary"])
LABELS = (
    "Beta, Gamma and a long list of further authors in one label",
    "מרכז המחקר",
    "中文研究所",
    "$1 & $2 <Delta>",
)
DOMAINS = (
    "Selection",
    "A domain whose name is a whole sentence that no column could hold above it",
    "המדידה",
)


def table_of(k: int, domains: int = 3) -> pd.DataFrame:
    words = [*judgements.JUDGEMENTS, None]
    return pd.DataFrame(
        [
            {
                "study": f"{LABELS[i % 4]} {i}",
                "domain": DOMAINS[d] if d < 3 else f"Domain {d}",
                "judgement": words[(i * 5 + d * 3) % len(words)],
                "slug": f"name-{i}",
            }
            for i in range(k)
            for d in range(domains)
        ],
        columns=["study", "domain", "judgement", "slug"],
    )


@BOTH
@pytest.mark.parametrize(("k", "domains"), [(0, 3), (1, 1), (2, 3), (6, 7), (25, 3), (60, 3)])
def test_figures_are_sound(
    module: ModuleType,
    assert_sound: Callable[[Drawn], None],
    assert_numbers_are_of_the_frame: Callable[..., None],
    k: int,
    domains: int,
) -> None:
    drawn = module.figure(table_of(k, domains), tool="A tool")
    assert_sound(drawn)
    frame = judgements.build(table_of(k, domains), None)
    cells = frame[frame["part"] == "cell"]
    tallies = [
        *cells.value_counts("judgement"),
        *cells.value_counts(["domain", "judgement"]),
        len(cells),
        k,
        domains,
    ]
    recorded = int((cells["judgement"] != judgements.MISSING).sum())
    counted = {str(n) for n in (*tallies, recorded)} | {f"{round(100 * recorded / len(cells))}%" if k else ""}
    assert_numbers_are_of_the_frame(drawn, *counted, "<99%", ">99%", "99%")


def test_every_study_has_a_mark_in_every_domain() -> None:
    drawn = risk_of_bias.figure(table_of(6))
    for form in (drawn, drawn.narrow()):
        marked = [line.get_gid() for line in form.ax.lines if line.get_gid()]
        assert sorted(marked) == sorted(f"record:name-{i}" for i in range(6) for _ in range(3))


def test_what_is_missing_is_said_to_be_missing() -> None:
    table = table_of(2).iloc[:3]
    cells = risk_of_bias.rows(table, studies=["Nobody judged this one"])
    missing = cells[cells["study"] == "Nobody judged this one"]["judgement"]
    assert missing.tolist() == ["not recorded"] * 3
    summary = risk_of_bias_summary.rows(table, studies=["Nobody judged this one"])
    assert summary.groupby("domain")["studies"].sum().tolist() == [2, 2, 2]
    assert (summary["of"] == 2).all()


def test_domains_are_data_and_the_overall_one_comes_last() -> None:
    table = pd.DataFrame({"study": ["A"] * 3, "domain": ["Overall", "b", "a"], "judgement": ["low"] * 3})
    frame = risk_of_bias.rows(table)
    assert frame.loc[frame["part"] == "domain", "domain"].tolist() == ["b", "a", "Overall"]


def test_two_judgements_never_differ_by_colour_alone() -> None:
    looks = [(j.shape, j.opacity) for word, j in judgements.JUDGEMENTS.items()]
    synonyms = {("triangle", 0.35), ("square", 0.75), ("diamond", 1.0), ("question", 0.0)}
    twice = {look for look in looks if looks.count(look) > 1}
    assert twice == synonyms  # words of different tools for one step, each with its own word in the legend


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pd.DataFrame({"study": ["A"], "domain": ["d"]}), "no column 'judgement'"),
        (
            pd.DataFrame({"study": ["A"] * 2, "domain": ["d"] * 2, "judgement": ["low", "high"]}),
            "judged twice",
        ),
        (pd.DataFrame({"study": ["A"], "domain": ["d"], "judgement": ["green"]}), "'green' is no judgement"),
        (pd.DataFrame({"study": [None], "domain": ["d"], "judgement": ["low"]}), "no study or domain"),
    ],
)
def test_wrong_tables_are_errors(table: pd.DataFrame, message: str) -> None:
    with pytest.raises(FigureError, match=message):
        risk_of_bias.rows(table)

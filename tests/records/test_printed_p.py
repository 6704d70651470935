"""Printed p values as numbers."""

from __future__ import annotations

import pytest

from synthesis.records.checks.printed_p import readings


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("0.0052", [("=", 0.0052)]),
        (".05", [("=", 0.05)]),
        ("p = 0.03", [("=", 0.03)]),
        ("P=.004", [("=", 0.004)]),
        ("<0.05", [("<", 0.05)]),
        ("p < .001", [("<", 0.001)]),
        ("<=0.01", [("<", 0.01)]),
        ("≤ 0.01", [("<", 0.01)]),
        (">0.05", [(">", 0.05)]),
        ("≥0.05", [(">", 0.05)]),
        ("3e-07", [("=", 3e-7)]),
        ("2.74E-04", [("=", 2.74e-4)]),
        ("3 x 10-7", [("=", 3e-7)]),
        ("<1×10^-4", [("<", 1e-4)]),
        ("2 · 10−5", [("=", 2e-5)]),
        ("0.000", [("<", 0.0005)]),
        ("<0.000", [("<", 0.0005)]),
        ("0.00", [("<", 0.005)]),
        ("0,03", [("=", 0.03)]),
        ("1", [("=", 1.0)]),
        ("0.0004; <0.01", [("=", 0.0004), ("<", 0.01)]),
        ("CGI <0.001, CPRS <0.01", [("<", 0.001), ("<", 0.01)]),
        ("0.03 (n=12)", [("=", 0.03)]),
        ("IL-6: 0.04", [("=", 0.04)]),
        ("ns", [("ns", None)]),
        ("n.s.", [("ns", None)]),
        ("NS (0.3)", [("=", 0.3), ("ns", None)]),
        ("not significant", [("ns", None)]),
        ("no significance", [("ns", None)]),
        ("non-significant", [("ns", None)]),
        ("significant", []),
        ("trends", []),
        ("17 of 40", []),
    ],
)
def test_readings(printed: str, expected: list[tuple[str, float | None]]) -> None:
    assert [(str(relation), value) for relation, value in readings(printed)] == expected

"""Every way from the numbers of a row to an effect, best first."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from synthesis.effects import convert, from_tests, means, paired, reported
from synthesis.effects.arms import columns_of, resolve
from synthesis.effects.choices import Choices
from synthesis.effects.measures import Family, Measure
from synthesis.effects.options import ZeroRule
from synthesis.effects.outcome import BoolArray, Effects, FloatArray, Reason, settle
from synthesis.effects.route import Route, keep_without_variance, plain_route
from synthesis.effects.sheet import Sheet
from synthesis.effects.zeros import add_to_zeros


def columns_for(measure: Measure) -> tuple[str, ...]:
    """All columns that `escalc` looks for when it computes a measure.

    Examples
    --------
    >>> from synthesis.effects.measures import find_measure
    >>> columns_for(find_measure("ZCOR"))
    ('ri', 'ni', 'ti', 'pi', 'out', 'ci_lb', 'ci_ub', 'zval', 'pval')
    """
    extra: tuple[str, ...] = ()
    if measure.family is Family.TWO_MEANS:
        extra = (*columns_of(1), *columns_of(2), "ti", "pi")
    elif measure.family is Family.TABLE:
        extra = ("n1i", "n2i")
    elif measure.family is Family.SHARE:
        extra = ("ni",)
    elif measure.family is Family.CORRELATION:
        extra = ("ti", "pi")
    elif measure.family is Family.PAIRED:
        extra = ("sdci",)
    special = {"SMD": ("di", "fi", "ri"), "ROM": ("pcti",), "SMCC": ("di", "ti", "pi")}.get(measure.id, ())
    last = reported.COLUMNS if measure.scale.forward else ()
    return tuple(dict.fromkeys((*measure.needs, *extra, *special, *last)))


def routes(sheet: Sheet, choices: Choices) -> list[Route]:
    """Compute a measure in every way the columns allow, best first.

    Group statistics come first, then statistics of the difference in the order d, t, F, r, p, then an
    effect that is reported as such with its interval, z or p.
    """
    measure = choices.measure
    match measure.family:
        case Family.TWO_MEANS:
            found = [_from_arms(sheet, choices)]
        case Family.TABLE:
            found = [_from_table(sheet, choices)]
        case Family.SHARE:
            people = sheet["ni"] - sheet["xi"]
            _block_clash(sheet, people - sheet["mi"], "ni is not xi + mi")
            found = [_direct(sheet, choices, {"mi": people}, {"mi": "ni"})]
        case Family.CORRELATION:
            found = [_direct(sheet, choices), *_from_correlation_tests(sheet, choices)]
        case Family.PAIRED:
            r = convert.r_from_change_sd(sheet["sd1i"], sheet["sd2i"], sheet["sdci"])
            found = [_direct(sheet, choices, {"ri": r}, {"ri": "sdci"})]
        case _:
            found = [_direct(sheet, choices)]
    if measure.id == "SMD":
        found += _from_group_tests(sheet, choices)
    if measure.id == "SMCC":
        found += _from_paired_tests(sheet, choices)
    if measure.id == "ROM":
        found.append(_from_percent(sheet))
    if measure.scale.forward:
        found.append(reported.from_report(sheet, measure.scale, measure.scale.forward, level=choices.level))
    return found


def _direct(
    sheet: Sheet,
    choices: Choices,
    completions: Mapping[str, FloatArray] | None = None,
    sources: Mapping[str, str] | None = None,
) -> Route:
    """Use the columns the measure is named by; those a row lacks may be completed from a source column."""
    values, columns, missing = {}, {}, {}
    for name in choices.measure.needs:
        columns[name] = given = sheet.given(name)
        values[name] = sheet[name]
        if completions and sources and name in completions:
            values[name] = np.where(given, sheet[name], completions[name])
            columns[sources[name]] = ~given & ~np.isnan(values[name])
        missing[name] = np.isnan(values[name])
    effects = choices.compute(values)
    _say_added(sheet, choices, values, dropped=effects.reason == Reason.NO_EVENTS)
    begun = np.logical_or.reduce([sheet.given(name) for name in choices.measure.needs])
    return Route(effects, columns, begun, missing)


def _say_added(
    sheet: Sheet, choices: Choices, values: Mapping[str, FloatArray], *, dropped: BoolArray
) -> None:
    if choices.measure.add is None:
        return
    counts = [numbers for name, numbers in values.items() if not name.startswith("t")]  # not the times
    _, changed = add_to_zeros(counts, add=choices.add, to=choices.to)
    known = np.logical_and.reduce([np.isfinite(cell) for cell in counts])
    why = ", as one is zero" if choices.to is ZeroRule.ONLY0 and len(counts) > 1 else ""
    sheet.note(changed & known & ~dropped, f"{choices.add:g} added to each cell{why}")


def _from_arms(sheet: Sheet, choices: Choices) -> Route:
    needs = choices.measure.needs
    arms = resolve(sheet, level=choices.level, from_p="m1i" in needs)
    effects = choices.compute({name: arms.numbers[name] for name in needs})
    reason = np.where((effects.reason == Reason.MISSING) & (arms.reason > 0), arms.reason, effects.reason)
    own = [name for group in (1, 2) for name in columns_of(group) if name != f"n{group}i"]
    idle = {"m1i", "m2i", "sd1i", "sd2i"} - set(needs)
    return Route(
        Effects(effects.yi, effects.vi, reason),
        {name: rows for name, rows in arms.columns.items() if name not in idle},
        np.logical_or.reduce([sheet.given(name) for name in own]),
        {name: np.isnan(arms.numbers[name]) for name in needs},
    )


def _from_group_tests(sheet: Sheet, choices: Choices) -> list[Route]:
    n1, n2 = sheet["n1i"], sheet["n2i"]
    uncorrected = {
        "di": sheet["di"],
        "ti": from_tests.d_from_t(sheet["ti"], n1, n2),
        "fi": from_tests.d_from_f(sheet["fi"], n1, n2),
        "ri": from_tests.d_from_r(sheet["ri"], n1, n2),
        "pi": from_tests.d_from_p(sheet.exact_p(), n1, n2),
    }
    return [
        plain_route(
            sheet,
            means.smd_from_d(d, n1, n2, vtype=choices.vtype, correct=choices.correct),
            (name, "n1i", "n2i"),
            own=name,
        )
        for name, d in uncorrected.items()
    ]


def _from_paired_tests(sheet: Sheet, choices: Choices) -> list[Route]:
    n = sheet["ni"]
    uncorrected = {
        "di": sheet["di"],
        "ti": from_tests.change_d_from_t(sheet["ti"], n),
        "pi": from_tests.change_d_from_t(from_tests.t_from_p(sheet.exact_p(), n - 1), n),
    }
    return [
        plain_route(
            sheet,
            paired.standardised_by_change_from_d(d, n, vtype=choices.vtype, correct=choices.correct),
            (name, "ni"),
            own=name,
        )
        for name, d in uncorrected.items()
    ]


def _from_correlation_tests(sheet: Sheet, choices: Choices) -> list[Route]:
    n = sheet["ni"]
    correlations = {
        "ti": from_tests.r_from_t(sheet["ti"], n),
        "pi": from_tests.r_from_t(from_tests.t_from_p(sheet.exact_p(), n - 2), n),
    }
    return [
        plain_route(sheet, choices.compute({"ri": r, "ni": n}), (name, "ni"), own=name)
        for name, r in correlations.items()
    ]


def _from_table(sheet: Sheet, choices: Choices) -> Route:
    without1, without2 = sheet["n1i"] - sheet["ai"], sheet["n2i"] - sheet["ci"]
    _block_clash(sheet, without1 - sheet["bi"], "n1i is not ai + bi")
    _block_clash(sheet, without2 - sheet["di"], "n2i is not ci + di")
    return _direct(sheet, choices, {"bi": without1, "di": without2}, {"bi": "n1i", "di": "n2i"})


def _from_percent(sheet: Sheet) -> Route:
    """Log ratio from a difference in percent of group 2; its variance needs an exact p and group sizes."""
    with np.errstate(all="ignore"):
        yi = np.log1p(sheet["pcti"] / 100)
        t = np.abs(from_tests.t_from_p(sheet.exact_p(), sheet["n1i"] + sheet["n2i"] - 2))
        vi = (yi / t) ** 2
    effects = settle(
        yi,
        vi,
        (~sheet.given("pcti"), Reason.MISSING),
        (sheet["pcti"] <= -100, Reason.MEAN_NOT_POSITIVE),
        (np.isnan(vi), Reason.NO_VARIANCE),
    )
    return plain_route(sheet, keep_without_variance(yi, effects), ("pcti", "pi", "n1i", "n2i"), own="pcti")


def _block_clash(sheet: Sheet, difference: FloatArray, text: str) -> None:
    sheet.mark_checked(text.split()[:1], np.isfinite(difference))
    for row in np.flatnonzero(np.abs(difference) > 0):
        sheet.blocked[row] = sheet.blocked[row] or text

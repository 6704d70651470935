"""A replay in words: for a terminal, for a comment on a change, and as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from html import escape
from itertools import groupby, takewhile
from typing import TYPE_CHECKING, Any

from synthesis.replay.attribute import CODE, TOGETHER
from synthesis.reports.page import style
from synthesis.wording import count, integer, series

if TYPE_CHECKING:
    from synthesis.replay.attribute import Attribution
    from synthesis.replay.compare import Moved
    from synthesis.replay.replay import Replay

#: Moved cells that the text spells out for each cause; JSON holds all of them.
_SHOWN = 12

#: Characters up to which a text is told whole, and words told around what differs in a longer one.
_LONG = 60
_AROUND = 3

#: Columns that say that something moved and not what.
_UNTOLD = ("input_digest",)

#: Syntheses whose numbers say most, in the order in which the text shows them.
_FIRST = ("audit", "verdicts", "account", "models", "effects", "votes", "sensitivity", "tables/all", "tables")


def text(replay: Replay) -> str:
    """Write a replay for a terminal."""
    marks = {_HEAD: "\n", _ITEM: "  - ", _WORDS: ""}
    return "\n".join(f"{marks[kind]}{words}" for kind, words in _lines(replay)).strip("\n")


def markdown(replay: Replay) -> str:
    """Write a replay for a comment on a change."""
    marks = {_HEAD: "\n### ", _ITEM: "- ", _WORDS: "\n"}
    return "\n".join(f"{marks[kind]}{words}" for kind, words in _lines(replay)).strip("\n")


def html(replay: Replay, title: str) -> str:
    """Write a replay as one page that asks nothing of the network."""
    tags = {_HEAD: "h2", _ITEM: "li", _WORDS: "p"}
    parts = []
    for kind, lines in groupby(_lines(replay), key=lambda line: line[0]):
        inner = "\n".join(f"<{tags[kind]}>{escape(words)}</{tags[kind]}>" for _, words in lines)
        parts.append(f"<ul>\n{inner}\n</ul>" if kind == _ITEM else inner)
    body = "\n".join(parts)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>
{style()}</style>
</head>
<body>
<main>
<h1>{escape(title)}</h1>
{body}
</main>
</body>
</html>
"""


def plain(replay: Replay) -> dict[str, Any]:
    """Give a replay as plain values."""
    why = replay.attribution
    return {
        "ok": replay.ok,
        "syntheses": replay.syntheses,
        "cells": replay.cells,
        "verdicts": [asdict(moved) for moved in replay.verdicts],
        "moved": [
            asdict(cell)
            | {"change": cell.change, "causes": list(why.causes.get(cell.place, ())) if why else []}
            for cell in replay.moved
        ],
        "records_changed": [asdict(change) for change in why.changes]
        if why
        else list(replay.records_changed),
        "conditions_changed": dict(why.conditions) if why else {},
        "notes": list(why.notes) if why else [],
    }


#: Kinds of line.
_HEAD, _ITEM, _WORDS = "heading", "item", "words"
_Line = tuple[str, str]


def _lines(replay: Replay) -> Iterator[_Line]:
    compared = f"{count(replay.syntheses, 'synthesis', 'syntheses')}, {count(replay.cells, 'cell')} compared"
    if replay.ok:
        yield _WORDS, f"Nothing moved ({compared})."
        if replay.records_changed:
            changed = count(len(replay.records_changed), "changed record")
            yield _WORDS, f"{changed} moved no number: {series(list(replay.records_changed))}."
        return
    touched = len({cell.synthesis for cell in replay.moved})
    yield _WORDS, f"{_values(len(replay.moved))} moved in {integer(touched)} of {compared}."
    if replay.verdicts:
        yield _HEAD, "Verdicts"
        yield from ((_ITEM, str(moved)) for moved in replay.verdicts)
    if claims := [cell for cell in replay.moved if (cell.synthesis, cell.column) == ("audit", "label")]:
        yield _HEAD, "Claims"
        yield from ((_ITEM, f"{cell.row}: {cell.old} became {cell.new}") for cell in claims)
    if replay.attribution is not None:
        yield from _why(replay.moved, replay.attribution)


def _why(moved: Sequence[Moved], why: Attribution) -> Iterator[_Line]:
    by_cause: dict[str, list[Moved]] = {}
    for cell in moved:
        for cause in why.causes.get(cell.place, ()):
            by_cause.setdefault(cause, []).append(cell)
    for change in why.changes:
        yield _HEAD, str(change)
        yield from _cells(by_cause.get(change.name, ()))
    for cause in (TOGETHER, CODE):
        if cause in by_cause:
            yield _HEAD, f"Moved by {cause}"
            if cause == CODE:
                yield from ((_ITEM, f"{n}: {old} → {new}") for n, (old, new) in why.conditions.items())
            yield from _cells(by_cause[cause])
    if untried := [cell for cell in moved if not why.causes.get(cell.place)]:
        yield _HEAD, "Moved with them, not tried one by one"
        yield from _summary(untried)
    yield from ((_WORDS, f"Note: {note}.") for note in why.notes)


def _cells(cells: Sequence[Moved]) -> Iterator[_Line]:
    if not cells:
        yield _ITEM, "moved nothing"
        return
    ordered = sorted(cells, key=lambda cell: (_place(cell.synthesis), cell))
    told = ([cell for cell in ordered if cell.column not in _UNTOLD] or ordered)[:_SHOWN]
    yield from ((_ITEM, f"{cell.synthesis}: {_said(cell)}") for cell in told)
    yield from _summary([cell for cell in ordered if cell not in told])


def _said(cell: Moved) -> str:
    place = " / ".join(part for part in (cell.row, cell.column) if part)
    if not cell.old and not cell.new:
        return f"{place}: {cell.what}" if place else cell.what
    old, new = differing(cell.old, cell.new)
    by = f" ({cell.change:+.6g})" if cell.change is not None else ""
    return f"{place}: {old or 'nothing'} → {new or 'nothing'}{by}"


def differing(old: str, new: str) -> tuple[str, str]:
    """Cut two long texts down to the words that differ, with a few around them.

    Examples
    --------
    >>> text = "PEM required in {} of 6 cohorts; published 2010 to 2019; sizes known in 5 of 6"
    >>> differing(text.format(1), text.format(2))
    ('PEM required in 1 of 6 cohorts; …', 'PEM required in 2 of 6 cohorts; …')
    """
    if max(len(old), len(new)) <= _LONG:
        return old, new
    one, other = old.split(" "), new.split(" ")
    start = _alike(one, other)
    end = _alike(one[start:][::-1], other[start:][::-1])
    return _cut(one, start, len(one) - end), _cut(other, start, len(other) - end)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the words at the beginning that are the same."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _cut(words: Sequence[str], start: int, end: int) -> str:
    first, last = max(0, start - _AROUND), min(len(words), end + _AROUND)
    kept = " ".join(words[first:last])
    return ("… " if first else "") + kept + (" …" if last < len(words) else "")


def _summary(cells: Sequence[Moved]) -> Iterator[_Line]:
    if cells:
        often = Counter(cell.synthesis for cell in cells)
        named = series([f"{name} ({number})" for name, number in sorted(often.items())])
        yield _ITEM, f"and {count(len(cells), 'more value')} in {named}"


def _values(number: int) -> str:
    return count(number, "value")


def _place(synthesis: str) -> int:
    return next((i for i, start in enumerate(_FIRST) if synthesis.startswith(start)), len(_FIRST))

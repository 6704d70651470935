from __future__ import annotations

import io
from contextlib import redirect_stderr

import pytest

from synthesis.store import progress
from synthesis.store.progress import shown

ERASE_LINE = "\x1b[2K"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def work(given: progress.Progress | bool | None) -> str:
    """Do three steps on a terminal and return what it showed."""
    with redirect_stderr(Terminal()) as terminal, shown("reading records", given) as report:
        for done in range(1, 4):
            if report:
                report(done, 3)
    return terminal.getvalue()


def test_a_function_is_called_as_it_is() -> None:
    told: list[tuple[int, int]] = []
    work(lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_short_work_shows_nothing() -> None:
    assert work(None) == ""


def test_long_work_shows_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    seen = work(None)
    assert "reading records" in seen
    assert "3/3" in seen


def test_long_work_shows_nothing_where_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setattr(Terminal, "isatty", lambda self: False)
    assert work(None) == ""


def test_a_notebook_is_a_place_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    monkeypatch.setattr(Terminal, "isatty", lambda self: False)
    monkeypatch.setattr(Terminal, "parent_header", {}, raising=False)  # as the stream of ipykernel has
    assert "reading records" in work(None)


def test_true_shows_a_bar_at_once_and_false_never(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "reading records" in work(True)
    monkeypatch.setattr(progress, "_PATIENCE", -1.0)
    assert work(False) == ""


def test_the_bar_goes_away_when_the_work_fails() -> None:
    terminal = Terminal()

    def failing() -> None:
        with redirect_stderr(terminal), shown("reading records", True) as report:
            assert report is not None
            report(1, 3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert terminal.getvalue().endswith(ERASE_LINE)

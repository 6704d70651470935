"""From a `Tabled` to a piece of HTML. The only module that knows great_tables.

great_tables lays the headings out (headings over headings, marks of footnotes). What it adds for a page of
its own is taken away again: its style sheet has fixed light colours and rules that reach beyond the table,
and title and footnotes are rows as wide as the table, which a phone would have to scroll sideways. Here the
title becomes the caption, the footnotes follow the table, and the look comes from `style`. The rows are
written here as well: great_tables sets cell by cell, which took most of the time of a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from great_tables import GT, loc
from lxml import html as lxml_html
from lxml.html import HtmlElement
from lxml.html.builder import CAPTION, DIV, SPAN, SUP, TBODY, TD, TH, TR, A, P

from synthesis.tables.style import CSS

if TYPE_CHECKING:
    from synthesis.tables.tabled import Tabled

#: Said in place of rows.
NOTHING = "Nothing in this selection of the atlas."


def fragment(tabled: Tabled, name: str) -> str:
    """Write a table as HTML: caption, cells with scope, footnotes, provenance; ids are made of `name`."""
    (table,) = lxml_html.fragment_fromstring(_great_table(tabled).as_raw_html()).iter("table")
    notes = [_note(row) for row in table.iterfind(".//tr[@class='gt_footnotes']")]
    _strip(table)
    _fill(table, tabled)
    _add_links(table, tabled)
    _dress(table, tabled)
    _name_records(table, tabled)
    title_id = f"table-{name}-title"
    table.insert(0, _caption(tabled, title_id))
    if len(tabled.data) == 0:
        _say_nothing(table, len(tabled.columns))
    marked = len({c.note for c in tabled.columns if c.note})
    notes += [P(text) for text in tabled.footnotes[marked:]]
    notes.append(P(tabled.provenance))
    frame = DIV(
        table, {"class": "syn-scroll", "role": "region", "tabindex": "0", "aria-labelledby": title_id}
    )
    whole = DIV(frame, DIV({"class": "syn-notes"}, *notes), {"class": "syn-table", "id": f"table-{name}"})
    written: str = lxml_html.tostring(whole, encoding="unicode")
    return f"<style>\n{CSS}</style>\n{written}"


def _great_table(tabled: Tabled) -> GT:
    """Lay the headings out; columns get neutral names so that no heading can clash with another."""
    keys = {c.name: f"c{place}" for place, c in enumerate(tabled.columns)}
    made = GT(pd.DataFrame(columns=list(keys.values())), rowname_col="c0", auto_align=False, id="t")
    made = made.tab_stubhead(tabled.columns[0].label)
    made = made.cols_label({keys[c.name]: c.label for c in tabled.columns[1:]})
    if right := [keys[c.name] for c in tabled.columns[1:] if c.right]:
        made = made.cols_align("right", right)
    for under in dict.fromkeys(c.under for c in tabled.columns if c.under):
        made = made.tab_spanner(under, [keys[c.name] for c in tabled.columns if c.under == under])
    for place, column in enumerate(tabled.columns):
        if column.note:
            where = loc.stubhead() if place == 0 else loc.column_labels(keys[column.name])
            made = made.tab_footnote(column.note, where)
    return made


def _note(row: HtmlElement) -> HtmlElement:
    """Turn a footnote row into a paragraph with its mark."""
    cell = row[0]
    mark = cell[0]
    return P(SUP(mark.text_content()), " " + (mark.tail or "").strip())


def _fill(table: HtmlElement, tabled: Tabled) -> None:
    """Write the rows, every block of them into a body of its own under the heading of the block."""
    for body in table.findall("tbody"):
        table.remove(body)
    blocks = tabled.groups or ("",) * len(tabled.data)
    right = [column.right for column in tabled.columns[1:]]
    body, above = TBODY(), None
    for block, (name, *cells) in zip(blocks, tabled.texts.to_numpy().tolist(), strict=True):
        if block != above:
            body, above = TBODY(), block
            table.append(body)
            if block:
                body.append(TR(TH(SPAN(block), colspan=str(1 + len(cells)), scope="rowgroup")))
        row = TR(TH(name, scope="row"))
        for text, number in zip(cells, right, strict=True):
            row.append(TD(text, {"class": "n z" if text == "0" else "n"}) if number else TD(text))
        body.append(row)


def _add_links(table: HtmlElement, tabled: Tabled) -> None:
    """Make the text of linked cells point to its address."""
    body = [row for row in table.iterfind("tbody/tr") if row[0].get("scope") == "row"]
    for place, column in enumerate(tabled.columns):
        for row, address in zip(body, tabled.links.get(column.name, ()), strict=False):
            if address:
                cell = row[place]
                anchor = A(cell.text or "", href=address)
                cell.text = None
                cell.insert(0, anchor)


def _strip(table: HtmlElement) -> None:
    """Leave cells, scope and alignment; drop classes, ids, styles, title rows and footnote rows."""
    for name in list(table.attrib):
        del table.attrib[name]
    for foot in table.findall("tfoot"):
        table.remove(foot)
    for mark in list(table.iter("span")):
        if mark.get("class") == "gt_footnote_marks":
            mark.tag = "sup"
            mark.attrib.clear()
        elif mark.get("class") == "gt_column_spanner":
            mark.drop_tag()
    for cell in table.iter("th", "td"):
        kept = {key: value for key, value in cell.attrib.items() if key in ("scope", "colspan", "rowspan")}
        kept = {key: value for key, value in kept.items() if value != "1"}
        if "gt_right" in (cell.get("class") or ""):
            kept["class"] = "n"
        cell.attrib.clear()
        cell.attrib.update(kept)
    for part in table.iter("thead", "tbody", "tr"):
        part.attrib.clear()


def _dress(table: HtmlElement, tabled: Tabled) -> None:
    """Mark rows that sum others up and cells that need room."""
    body = [row for row in table.iterfind("tbody/tr") if row[0].get("scope") == "row"]
    for place in tabled.strong:
        body[place].set("class", "s")
    for place, column in enumerate(tabled.columns):
        if column.kind == "prose":
            for row in body:
                row[place].set("class", "w")


def _name_records(table: HtmlElement, tabled: Tabled) -> None:
    """Let cells carry the keys of the records they name."""
    body = [row for row in table.iterfind("tbody/tr") if row[0].get("scope") == "row"]
    for place, column in enumerate(tabled.columns):
        kind, keys = tabled.records.get(column.name, ("", ()))
        for row, key in zip(body, keys, strict=False):
            if key:
                row[place].set(f"data-{kind}", key)


def _caption(tabled: Tabled, title_id: str) -> HtmlElement:
    return CAPTION(
        SPAN(tabled.title, {"class": "syn-title", "id": title_id}),
        SPAN(tabled.subtitle, {"class": "syn-subtitle"}),
    )


def _say_nothing(table: HtmlElement, width: int) -> None:
    for body in table.findall("tbody"):
        table.remove(body)
    table.append(TBODY(TR(TD(NOTHING, colspan=str(width)))))

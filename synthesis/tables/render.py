"""From a `Tabled` to a piece of HTML. The only module that knows great_tables.

great_tables lays the cells out (headings over headings, blocks, marks of footnotes, escaping). What it
adds for a page of its own is taken away again: its style sheet has fixed light colours and rules that
reach beyond the table, and title and footnotes are rows as wide as the table, which a phone would have
to scroll sideways. Here the title becomes the caption, the footnotes follow the table, and the look
comes from `style`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from great_tables import GT, loc
from lxml import html as lxml_html
from lxml.html import HtmlElement
from lxml.html.builder import CAPTION, DIV, SPAN, SUP, TBODY, TD, TR, A, P

from synthesis.tables.style import CSS

if TYPE_CHECKING:
    from synthesis.tables.tabled import Tabled

#: Said in place of rows.
NOTHING = "Nothing in this selection of the atlas."

_GROUP = "::group"


def fragment(tabled: Tabled, name: str) -> str:
    """Write a table as HTML: caption, cells with scope, footnotes, provenance; ids are made of `name`."""
    (table,) = lxml_html.fragment_fromstring(_great_table(tabled).as_raw_html()).iter("table")
    notes = [_note(row) for row in table.iterfind(".//tr[@class='gt_footnotes']")]
    _add_links(table, tabled)
    _strip(table)
    _dress(table, tabled)
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
    """Lay the cells out; columns get neutral names so that no heading can clash with another."""
    keys = {c.name: f"c{place}" for place, c in enumerate(tabled.columns)}
    cells = tabled.texts.rename(columns=keys)
    if tabled.group:
        cells[_GROUP] = pd.Series(tabled.groups, dtype="object")
    made = GT(
        cells, rowname_col="c0", groupname_col=_GROUP if tabled.group else None, auto_align=False, id="t"
    )
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


def _add_links(table: HtmlElement, tabled: Tabled) -> None:
    """Make the text of linked cells point to its address."""
    body = [row for row in table.iterfind("tbody/tr") if row.get("class") != "gt_group_heading_row"]
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
    _split_blocks(table)
    for cell in table.iter("th", "td"):
        kept = {key: value for key, value in cell.attrib.items() if key in ("scope", "colspan", "rowspan")}
        kept = {key: value for key, value in kept.items() if value != "1"}
        if "gt_right" in (cell.get("class") or ""):
            kept["class"] = "n" if cell.text != "0" else "n z"
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


def _split_blocks(table: HtmlElement) -> None:
    """Give every block of rows a body of its own, whose heading is the heading of that body."""
    (body,) = table.iter("tbody")
    rows = list(body)
    if not any(row.get("class") == "gt_group_heading_row" for row in rows):
        return
    table.remove(body)
    for row in rows:
        if row.get("class") == "gt_group_heading_row":
            row[0].set("scope", "rowgroup")
            text, row[0].text = row[0].text, None
            row[0].append(SPAN(text or ""))
            table.append(TBODY())
        table[-1].append(row)


def _caption(tabled: Tabled, title_id: str) -> HtmlElement:
    return CAPTION(
        SPAN(tabled.title, {"class": "syn-title", "id": title_id}),
        SPAN(tabled.subtitle, {"class": "syn-subtitle"}),
    )


def _say_nothing(table: HtmlElement, width: int) -> None:
    for body in table.findall("tbody"):
        table.remove(body)
    table.append(TBODY(TR(TD(NOTHING, colspan=str(width)))))

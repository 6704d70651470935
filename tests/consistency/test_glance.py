from __future__ import annotations

import re

from lxml import html

import synthesis as syn


def test_the_strip_has_a_glyph_a_cohort_and_the_bar_its_bounds():
    found = syn.verdict(syn.load(), "nk-cell-cytotoxicity")
    page = html.fromstring(found._repr_html_())
    strip, bar = page.xpath("//*[@role='img']")
    glyphs = strip.text_content()
    assert len(glyphs) == found.k
    assert glyphs.count("▼") == found.significant_for
    assert glyphs.count("▼") + glyphs.count("▽") == found.lower
    assert glyphs.count("○") == found.silent
    widths = [float(w) for span in bar for w in re.findall(r"width:([\d.]+)%", span.get("style"))]
    assert widths[0] == round(100 * float(found.low), 1)
    assert round(sum(widths), 1) == round(100 * float(found.high), 1)


def test_without_a_direction_there_is_no_bar():
    found = syn.verdict(syn.load(), "ifn-gamma")
    assert found.higher + found.lower == 0
    page = html.fromstring(found._repr_html_())
    assert len(page.xpath("//*[@role='img']")) == 1


def test_the_swim_box_has_nine_items():
    page = html.fromstring(syn.verdict(syn.load(), "il-6")._repr_html_())
    assert len(page.xpath("//dl/dt")) == 9

"""Keep the links of a bundle inside it: to a study, they lead to its reference in the bundle's own list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from dataclasses import replace

from synthesis.reports.page import Page, bundle_of, link

#: A link out of a bundle to the page of a study, as `linked` and lists of claims write it.
_TO_STUDY = re.compile(
    r'<a(?: class="out")? href="(?:\.\./)+studies/([^"#/]+)\.html(?:#[^"]*)?"(?: class="out")?>'
)


def kept_inside(page: Page, cited: Mapping[str, Set[str]]) -> Page:
    """Lead links from a page of a bundle to studies with a reference in it to that reference.

    Parameters
    ----------
    page
        Any page; one that is in no bundle comes back as it is.
    cited
        Slugs of the references of each bundle, by its folder.

    Examples
    --------
    >>> body = '<a class="out" href="../../studies/a-2001-b.html">A 2001</a>'
    >>> page = Page("topics/nk-cells/index.html", "NK cells", "", body, "")
    >>> kept_inside(page, {"topics/nk-cells": {"a-2001-b"}}).body
    '<a href="#ref-a-2001-b">A 2001</a>'
    """
    bundle = bundle_of(page.path)
    if not bundle:
        return page
    known, home = cited[bundle], link(page.path, f"{bundle}/index.html")
    top = "" if home == "index.html" else home

    def led(found: re.Match[str]) -> str:
        slug = found.group(1)
        return f'<a href="{top}#ref-{slug}">' if slug in known else found.group()

    return replace(page, body=_TO_STUDY.sub(led, page.body))

"""The versions of everything this package runs on, as constraints for pip."""

from __future__ import annotations

from importlib import metadata

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from synthesis.provenance import DISTRIBUTION


def pins() -> dict[str, str]:
    """Give the installed version of this package and of all it needs, directly or not, by name.

    Examples
    --------
    >>> "pandas" in pins()
    True
    """
    found: dict[str, str] = {}
    waiting = [DISTRIBUTION]
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # wanted on another system only
        found[name] = distribution.version
        needs = (Requirement(line) for line in distribution.requires or ())
        waiting += [need.name for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    return dict(sorted(found.items()))

"""`accept`: write today's labels into article files, so that later runs can tell whether they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from synthesis.atomic import write_all
from synthesis.audit.audit import Audit
from synthesis.errors import SynthesisError
from synthesis.records.claim import Accepted, Article
from synthesis.records.yaml12 import parse

_ITEM = "  - id: "
_FIELD = "    accepted:"
_DEEPER = "     "


def accept(audit: Audit, folder: str | Path) -> tuple[Path, ...]:
    """Write what an audit gives into the article files of an atlas folder.

    Only the entry `accepted` of audited claims is replaced; every other line, comments included, stays as
    it is. Claims stand in the form the atlas uses: items of ``claims:`` indented by two blanks.

    Parameters
    ----------
    audit
        The audit of that atlas.
    folder
        Atlas folder of record files.

    Returns
    -------
    tuple of Path
        Files that changed.

    Raises
    ------
    SynthesisError
        When a file is missing, or is written in another form so that a claim cannot be found or another
        part of the file would change.
    """
    root = Path(folder)
    texts: dict[Path, bytes] = {}
    for article in dict.fromkeys(claim.article for claim in audit.claims):
        path = root / "articles" / f"{article}.yaml"
        if not path.is_file():
            raise SynthesisError(
                "there is no such article file", where=str(path), hint="name the atlas folder"
            )
        found = {
            claim.claim_id.partition("/")[2]: claim.found
            for claim in audit.claims
            if claim.article == article
        }
        before = path.read_text("utf-8")
        after = "\n".join(_rewritten(before.split("\n"), found))
        if after != before:
            _verify(path, after, found)
            texts[path] = after.encode()
    write_all(texts)
    return tuple(texts)


def _rewritten(lines: Sequence[str], found: Mapping[str, Accepted]) -> Iterator[str]:
    """Copy the lines, with the new entry at the end of each audited claim in place of the old one."""
    claim: str | None = None
    dropping = False
    for line in lines:
        if line.startswith(_ITEM) or (line and not line.startswith(" ")) or line == "":
            if claim is not None and claim in found:
                yield from _entry(found[claim])
            claim = line.removeprefix(_ITEM).strip().strip("'\"") if line.startswith(_ITEM) else None
            dropping = False
        elif line.startswith(_FIELD):
            dropping = True
            continue
        elif dropping and line.startswith(_DEEPER):
            continue
        else:
            dropping = False
        yield line


def _entry(accepted: Accepted) -> Iterator[str]:
    """Write an entry; a question key holds characters that YAML reads, so it stands in quotes."""
    yield _FIELD
    yield f"      label: {accepted.label}"
    yield f"      rule: {accepted.rule}"
    yield f"      ruleset: {accepted.ruleset}"
    if accepted.citation is not None:
        yield f"      citation: {accepted.citation}"
    if accepted.questions:
        yield "      questions:"
    for question in accepted.questions:
        yield f"        - key: {json.dumps(question.key, ensure_ascii=False)}"
        yield f"          verdict: {question.verdict}"
        yield "          votes:"
        yield from (f"            - {vote}" for vote in question.votes)


def _verify(path: Path, text: str, found: Mapping[str, Accepted]) -> None:
    """Read the new text and refuse it when anything but the entries differs.

    Raises
    ------
    SynthesisError
        When it does.
    """
    old, new = (Article.model_validate(parse(part).data) for part in (path.read_text("utf-8"), text))
    plain = [claim.model_copy(update={"accepted": None}) for claim in old.claims]
    kept = [claim.model_copy(update={"accepted": None}) for claim in new.claims]
    written = {claim.id: claim.accepted for claim in new.claims if claim.id in found}
    if plain != kept or written != dict(found) or old.text != new.text:
        hint = "indent the claims by two blanks, each starting with its id, and try again"
        raise SynthesisError(
            "the entries cannot be written without changing others", where=str(path), hint=hint
        )

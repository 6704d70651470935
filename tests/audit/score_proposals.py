"""Print how the proposals for a text compare with the curated claims of an article.

The text of the topic article is not part of the project. Whoever has it can run, from the root,

    python tests/audit/score_proposals.py TEXTFILE [ARTICLE.yaml]

with the curated claims of `atlas_data/articles/immune-dysregulation.yaml` unless another file is named.
"""

from __future__ import annotations

import sys
from pathlib import Path

from synthesis.audit.propose.propose import propose
from synthesis.audit.propose.score import score
from synthesis.records.claim import Article
from synthesis.records.yaml12 import parse
from synthesis.store.load import load

CURATED = Path(__file__).parents[2] / "atlas_data" / "articles" / "immune-dysregulation.yaml"


def main(text: Path, curated: Path) -> str:
    article = Article.model_validate(parse(curated.read_text("utf-8")).data)
    proposals = propose(text.read_text("utf-8"), load(progress=False))
    if article.text is None or article.text.sha256 != proposals.sha256:
        return f"{text} is not the text in which {curated.name} counts its places"
    found = score(proposals, article.claims)
    agreed = dict(found.covered)
    lines = [f"proposed {len(proposals)}, curated {len(article.claims)}"]
    lines += [f"precision {found.precision:.3f}, coverage {found.coverage:.3f}"]
    lines += [f"wrong directions: {', '.join(found.wrong_direction) or 'none'}"]
    lines += [f"not in the curated list: {', '.join(found.unmatched) or 'none'}"]
    lines += [f"other strength: {', '.join(found.other_strength) or 'none'}"]
    lines += [f"missed: {', '.join(found.missed)}"]
    lines += [f"left to a reader: {', '.join(f'{doubt} {number}' for doubt, number in found.abstained)}"]
    for claim in proposals.claims:
        lines.append(f"{claim.id} {agreed.get(claim.id, '-'):4} {claim.strength.level:4} {claim.claim}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else CURATED) + "\n")

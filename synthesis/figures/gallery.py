"""Every public figure: what it answers, when to use it, when not, and how it looks on an atlas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from synthesis.errors import FigureError
from synthesis.figures.gallery_examples import MAKERS, Examples

if TYPE_CHECKING:
    from synthesis.figures.drawn import Drawn
    from synthesis.store.atlas import Atlas

THERE, REPORTED, AGREE = "What evidence there is", "What studies report", "How far reports agree"
LARGE, HANGS = "How large the differences are", "What a mean hangs on"
SECTIONS = (THERE, REPORTED, AGREE, LARGE, HANGS)


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of the catalogue.

    Attributes
    ----------
    name
        Public name; `gallery_examples.MAKERS` says how it is drawn from an atlas.
    title
        What the figure is called.
    section
        One of `SECTIONS`.
    module
        Module of `synthesis.figures`.
    call
        How it is called.
    question
        What it answers.
    use, avoid
        When to use it and when not, a sentence each.
    """

    name: str
    title: str
    section: str
    module: str
    call: str
    question: str
    use: str
    avoid: str

    def markdown(self) -> str:
        """Write the entry, without its picture."""
        return (
            f"### {self.title}\n\n*{self.question}* **Use it** {self.use} **Not** {self.avoid}\n\n"
            f"`{self.call}`"
        )


CATALOGUE = (
    Entry(
        "evidence_flow", "Evidence flow", THERE, "evidence_flow", "syn.evidence_flow(atlas)",
        "How many records became how many studies that count, and where did the others go?",
        "at the start of every report, so that readers see what was left out and why.",
        "as a sign of quality: a long way down is not a careful one.",
    ),
    Entry(
        "sample_timeline", "Sizes of groups over time", THERE, "sample_timeline",
        "syn.sample_timeline(atlas)",
        "How many people did each study compare?",
        "to see at a glance whether a field rests on small studies.",
        "to add people up: studies may share them.",
    ),
    Entry(
        "evidence_map", "Evidence gap map", THERE, "evidence_map", "syn.evidence_map(atlas)",
        "Which markers were measured in which material, by how many cohorts?",
        "to find what nobody looked at.",
        "to learn what was found: the map shows amounts, not results.",
    ),
    Entry(
        "panel_matrix", "Measured against reported", THERE, "panel_matrix", "syn.panel_matrix(atlas)",
        "What did panels of many analytes measure, and about which of them did the papers say anything?",
        "to see how far silence may be a selection.",
        "to count silence as no difference: it is neither that nor its opposite.",
    ),
    Entry(
        "risk_of_bias", "Risk of bias, study by study", THERE, "risk_of_bias",
        'syn.risk_of_bias(judgements, tool="ROBINS-E")',
        "Which study was judged how, in which domain?",
        "when two people judged every study with one tool; this atlas records no judgements, and the figure "
        "says so.",
        "to add judgements up to a score: one serious flaw is not made good by other strengths.",
    ),
    Entry(
        "risk_of_bias_summary", "Risk of bias, domain by domain", THERE, "risk_of_bias_summary",
        'syn.risk_of_bias_summary(judgements, tool="ROBINS-E")',
        "In which domain are most studies at risk?",
        "beside the figure by study, when there are too many studies to read.",
        "alone: it hides which study carries the weight. This atlas records no judgements.",
    ),
    Entry(
        "directions_figure", "Reported directions", REPORTED, "directions", "syn.directions_figure(atlas)",
        "Which way do cohorts report each marker?",
        "as the first look at a topic.",
        "to judge sizes: a mark says which way, not how far.",
    ),
    Entry(
        "effect_direction", "Effect direction plot", REPORTED, "effect_direction",
        "syn.effect_direction(atlas)",
        "What does each cohort report on each marker?",
        "when studies give directions but few numbers, and a reader wants to follow single studies.",
        "for a whole atlas: it grows with every cohort. Filter to a topic first.",
    ),
    Entry(
        "harvest", "Harvest plot", REPORTED, "harvest", 'syn.harvest(atlas, "il-6")',
        "How many cohorts, and how large ones, stand on each side?",
        "to show that one side may have more cohorts and the other larger ones.",
        "when nearly all cohorts are of one size: then a count says the same.",
    ),
    Entry(
        "vote_strip", "Vote strip", REPORTED, "vote_strip", 'syn.vote_strip(atlas, "il-6")',
        "What has each cohort found, and what share do they add up to if the silent ones are counted either "
        "way?",
        "to show a verdict with everything it rests on.",
        "to read the share as the size of a difference or as a chance.",
    ),
    Entry(
        "albatross", "Albatross plot", REPORTED, "albatross", 'syn.albatross(atlas, "il-6")',
        "Which size of a difference would go with the p-values that were printed?",
        "when most studies print p and the number of people, but neither means nor spreads.",
        "when effects can be computed, or when p-values are mostly bounds such as p < 0.05.",
    ),
    Entry(
        "verdict_table", "Table of verdicts", AGREE, "verdict_table", "syn.verdict_table(atlas)",
        "Which verdict has each marker in each kind of measurement?",
        "as the overview of a topic.",
        "without the votes behind it: a word alone invites more trust than it has.",
    ),
    Entry(
        "verdict_history", "History of a verdict", AGREE, "verdict_history",
        'syn.verdict_history(atlas, "il-6")',
        "Which verdict would have stood at the end of each year?",
        "to see whether a verdict is settled or has just changed.",
        "to predict: it shows how evidence came in, not where it goes.",
    ),
    Entry(
        "specification_curve", "Specification curve", AGREE, "specification_curve",
        'syn.specification_curve(atlas, "il-6")',
        "Does the share stay the same whichever defensible way of counting is taken?",
        "to show that a result does not hang on one choice, or that it does.",
        "to pick the way of counting that gives the wanted result.",
    ),
    Entry(
        "forest", "Forest plot", LARGE, "forest", "syn.forest(fit, columns=cohorts.described)",
        "How large is the difference in each study, on average, and in a further study?",
        "for three to about twenty studies of one question, with those that gave no number kept in view.",
        "when most studies give no numbers and only the mean will be quoted.",
    ),
    Entry(
        "multiples", "Small multiples", LARGE, "multiples", 'syn.multiples({"IL-6": one, "IL-10": other})',
        "How do several questions compare on one scale?",
        "to compare a few markers or topics without their axes misleading the eye.",
        "for more panels than fit a screen: `marker_forest` has a row each.",
    ),
    Entry(
        "marker_forest", "Forest plot of many markers", LARGE, "marker_forest",
        'syn.marker_forest(syn.rma_by(effects, "marker", prediction="matching"), label="marker")',
        "How large is the mean difference of each marker?",
        "to compare markers that were measured on one scale.",
        "to rank them: intervals overlap, and the markers of one panel share their people.",
    ),
    Entry(
        "orchard", "Orchard plot", LARGE, "orchard",
        'syn.orchard(syn.rma_by(effects, "marker"), effects, measure="SMD", by="marker")',
        "Where do all single effects lie, beside mean and expected range?",
        "when there are too many effects for a forest plot, in one group or several.",
        "for fewer than about ten effects, or where each study must be named.",
    ),
    Entry(
        "caterpillar", "Caterpillar plot", LARGE, "caterpillar",
        'syn.caterpillar(syn.rma_by(effects, "marker"), effects, measure="SMD", by="marker")',
        "How do many effects and their intervals line up, from lowest to highest?",
        "for dozens of effects whose intervals matter.",
        "to see a trend in the slope: sorting makes one from noise.",
    ),
    Entry(
        "bubble", "Bubble plot", LARGE, "bubble",
        'syn.bubble(syn.rma(data=effects, mods="~ year"), measure="SMD")',
        "Does the effect change with something that differs between studies?",
        "with ten studies or more for a moderator that was chosen beforehand.",
        "with as few as here, where the line only shows how the figure looks; and never to speak about "
        "single people.",
    ),
    Entry(
        "volcano", "Volcano plot", LARGE, "volcano",
        'syn.volcano(syn.marker_wide(panel).frame, measure="MD", q="q_bh")',
        "Which of very many markers differ by much, and by more than chance?",
        "for panels of hundreds of analytes, with the line of false discovery.",
        "to hand-pick markers beyond p = 0.05: among very many tests that is expected by chance.",
    ),
    Entry(
        "leave_one_out_forest", "Leave-one-out forest plot", HANGS, "leave_one_out_forest",
        'syn.leave_one_out_forest(fit, question="IL-6")',
        "What would the mean be without each single study?",
        "beside every forest plot of three studies or more.",
        "to choose which study to drop.",
    ),
    Entry(
        "cumulative_forest", "Cumulative forest plot", HANGS, "cumulative_forest",
        'syn.cumulative_forest(fit, question="IL-6")',
        "How did the mean develop as studies came in?",
        "to see whether early results lasted.",
        "as repeated tests: looking again and again finds differences by chance.",
    ),
    Entry(
        "funnel", "Funnel plot", HANGS, "funnel", 'syn.funnel(fit, question="IL-6")',
        "Do small studies find something else than large ones?",
        "with ten studies or more of unequal size.",
        "with as few as here; and asymmetry alone is no proof that studies are missing.",
    ),
    Entry(
        "radial", "Radial plot", HANGS, "radial", 'syn.radial(fit, measure="SMD")',
        "Which studies lie off the line that the others share?",
        "when precisions differ so much that a forest plot hides who disagrees.",
        "for readers who have not met it: it takes explaining.",
    ),
    Entry(
        "baujat", "Baujat plot", HANGS, "baujat", 'syn.baujat(fit, question="IL-6")',
        "Which study adds most to heterogeneity and moves the mean most?",
        "to decide which study to read again.",
        "as a reason to remove a study.",
    ),
    Entry(
        "drapery", "Drapery plot", HANGS, "drapery", 'syn.drapery(fit, measure="SMD")',
        "Which values of the effect agree with the data, at any level and not only at one?",
        "to show that an interval has no sharp edge.",
        "with many studies: their curves cover each other.",
    ),
    Entry(
        "gosh_plot", "GOSH plot", HANGS, "gosh", 'syn.gosh_plot(fit.gosh(), measure="SMD")',
        "Do the subsets of the studies fall into groups with different means?",
        "to look for studies that make two clusters out of one.",
        "with as few as here: a handful of subsets forms no cluster.",
    ),
)  # fmt: skip


class Gallery:
    """The catalogue, drawn from one atlas; a figure is drawn when it is asked for.

    Attributes
    ----------
    examples
        What the figures show, and how it was chosen.
    """

    def __init__(self, atlas: Atlas) -> None:
        self.examples = Examples(atlas)

    def __iter__(self) -> Iterator[Entry]:
        return iter(CATALOGUE)

    def __len__(self) -> int:
        return len(CATALOGUE)

    def __getitem__(self, name: str) -> Drawn:
        """Draw one figure.

        Raises
        ------
        FigureError
            When there is no such figure, or the atlas holds nothing it could show.
        """
        if name not in MAKERS:
            raise FigureError(f"no figure {name!r}", where="gallery", hint=f"there are: {', '.join(MAKERS)}")
        return MAKERS[name](self.examples)

    def section(self, title: str) -> Section:
        """Give one of `SECTIONS`, which shows itself in a notebook.

        Raises
        ------
        FigureError
            When there is no such section.
        """
        if title not in SECTIONS:
            raise FigureError(
                f"no section {title!r}", where="gallery", hint=f"there are: {'; '.join(SECTIONS)}"
            )
        return Section(self, tuple(entry for entry in CATALOGUE if entry.section == title))


@dataclass(frozen=True, slots=True)
class Section:
    """Figures of one section; in a notebook each with its words above it."""

    gallery: Gallery
    entries: tuple[Entry, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import Markdown as markdown
        from IPython.display import display

        for entry in self.entries:
            try:
                shown: object = self.gallery[entry.name]
            except FigureError as error:
                shown = markdown(f"Not drawn: {error.message}.")  # type: ignore[no-untyped-call]  # of IPython
            display(markdown(entry.markdown()), shown)  # type: ignore[no-untyped-call]  # IPython


def gallery(atlas: Atlas | None = None) -> Gallery:
    """Show every figure on data of an atlas, with when to use it and when not.

    Parameters
    ----------
    atlas
        The atlas; the embedded one when left out.

    Examples
    --------
    >>> import synthesis as syn
    >>> shown = syn.gallery()
    >>> shown["evidence_map"].name, next(iter(shown)).title
    ('evidence-map', 'Evidence flow')
    """
    if atlas is None:
        from synthesis.store.load import load

        atlas = load()
    return Gallery(atlas)

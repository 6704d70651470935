"""Panel: a table of many analytes measured together in one study, and what the table is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, Strict

from synthesis.records.base import Real, Record, Reference, Slug, Text, Url
from synthesis.records.finding import Assay
from synthesis.vocabulary.measurement import Specimen, State, ValueScale
from synthesis.vocabulary.study import Sex

#: People in a group of which a spread is given: at least two.
GroupSize = Annotated[int, Strict(), Field(ge=2)]
#: A standard deviation: positive, because a group without spread is a fault of rounding or of reading.
Spread = Annotated[float, Strict(), Field(gt=0, allow_inf_nan=False)]


class Deposit(Record):
    """Where the data behind a panel lie, and under which terms."""

    url: Url
    """Address of the repository."""

    version: Text
    """Version that was read, such as a commit."""

    file: Text
    """File in the repository."""

    licence: Text
    """What the repository says about reuse, and what is kept here."""


class Panel(Record):
    """What a table of analytes is; the table itself is the CSV file of the same name beside it."""

    study: Slug
    """Slug of the study; both files have the same name."""

    title: Text
    """What was measured in whom."""

    assay: Assay
    """The laboratory method."""

    state: State
    """What had been done to the people before the measurement."""

    unit: Text
    """Unit of all means and standard deviations."""

    scale: ValueScale
    """Scale on which means and standard deviations were taken."""

    ref: Reference
    """Paper: doi:…, pmid:…, pmcid:… or https://…"""

    data: Deposit
    """The individual data that the table was computed from."""

    note: Text | None = None
    """What else a reader must know."""


class PanelRow(Record):
    """One analyte in one specimen and one sex: people, mean and spread of both groups."""

    analyte: Slug
    """Id of the analyte on the platform."""

    gene_symbol: Text | None = None
    """Gene of the protein meant; several joined with |."""

    uniprot: Text | None = None
    """UniProt accession of the protein meant; several joined with |."""

    specimen: Specimen
    """What it was measured in."""

    sex: Sex
    """Sex of the people of both groups."""

    n_cases: GroupSize
    """Cases measured."""

    mean_cases: Real
    """Mean of the cases."""

    sd_cases: Spread
    """Standard deviation of the cases."""

    n_controls: GroupSize
    """Controls measured."""

    mean_controls: Real
    """Mean of the controls."""

    sd_controls: Spread
    """Standard deviation of the controls."""


#: Columns that name a row of a panel.
PANEL_KEY = ("analyte", "specimen", "sex")


@dataclass(frozen=True, slots=True)
class PanelTable:
    """A panel with its rows, in the order of the file, by ``analyte/specimen/sex``."""

    about: Panel
    rows: dict[str, PanelRow]

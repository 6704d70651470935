"""`Atlas`: the evidence as typed frames that nobody can change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Unpack

import pyarrow as pa
import pyarrow.compute as pc

from synthesis.errors import FilterError
from synthesis.store.columns import DEFERRED, TABLES
from synthesis.store.deferred import Deferred
from synthesis.store.nearest import nearest
from synthesis.store.study_records import StudyRecords
from synthesis.store.topics import findings_of
from synthesis.store.where import Filters, select
from synthesis.wording import count

if TYPE_CHECKING:
    import pandas as pd

    from synthesis.records.atlas_records import AtlasRecords
    from synthesis.records.study import Study


class Atlas:
    """All records of an atlas, or those that filters left, as pandas frames with Arrow columns.

    Every property that gives a frame builds a new one around shared, unchangeable Arrow memory: changing
    the frame never changes the atlas. What the columns mean is written in `synthesis.store.columns`.

    Parameters
    ----------
    tables
        All tables of `columns.TABLES` but those of `columns.DEFERRED`, by name.
    records
        The whole record of every study.
    analytes
        The rows of all panels.
    digest
        Content digest of the records the tables were made from.
    origin
        Where the records were read from, in words.
    filters
        Filters that were applied, in words.
    whole
        Tables before any filter, in which filters look up what words mean; `tables` when left out.

    Examples
    --------
    >>> import synthesis as syn
    >>> atlas = syn.load()
    >>> small = atlas.where(specimen=["serum", "plasma"], years=(2000, 2015))
    >>> len(small) < len(atlas)
    True
    >>> small.filters
    ('specimen: serum, plasma', 'years: 2000 to 2015')
    """

    __slots__ = ("_analytes", "_digest", "_filters", "_origin", "_records", "_tables", "_whole")

    def __init__(
        self,
        tables: Mapping[str, pa.Table],
        *,
        records: StudyRecords,
        analytes: Deferred,
        digest: str,
        origin: str,
        filters: Iterable[str] = (),
        whole: Mapping[str, pa.Table] | None = None,
    ) -> None:
        self._tables = dict(tables)
        self._whole = self._tables if whole is None else dict(whole)
        self._records = records
        self._analytes = analytes
        self._digest = digest
        self._origin = origin
        self._filters = tuple(filters)

    @classmethod
    def from_records(cls, records: AtlasRecords, *, digest: str = "", origin: str = "records") -> Atlas:
        """Make an atlas of records that are in memory.

        Raises
        ------
        SynthesisError
            When a finding names a marker or a cohort that does not exist.
        """
        from synthesis.store.frames import tables_of

        return cls.from_tables(tables_of(records), digest=digest, origin=origin)

    @classmethod
    def from_tables(cls, tables: Mapping[str, pa.Table], *, digest: str, origin: str) -> Atlas:
        """Make an atlas of all tables of `columns.TABLES`."""
        frames = {name: table for name, table in tables.items() if name not in DEFERRED}
        return cls(
            frames,
            records=StudyRecords(tables["records"]),
            analytes=Deferred("analytes", tables["analytes"]),
            digest=digest,
            origin=origin,
        )

    @property
    def digest(self) -> str:
        """Content digest of the records (the same for every part a filter makes of it)."""
        return self._digest

    @property
    def filters(self) -> tuple[str, ...]:
        """Filters applied so far, in words."""
        return self._filters

    @property
    def origin(self) -> str:
        """Where the records were read from, in words."""
        return self._origin

    @property
    def tables(self) -> Mapping[str, pa.Table]:
        """The Arrow tables behind the frames, by name."""
        return MappingProxyType(self._tables)

    @property
    def studies(self) -> pd.DataFrame:
        """Publications, eligible or kept with the reason for their exclusion; key ``slug``."""
        return self._frame("studies")

    @property
    def cohorts(self) -> pd.DataFrame:
        """Cohorts of people, each once however many publications report on it; key ``cohort_id``."""
        return self._frame("cohorts")

    @property
    def groups(self) -> pd.DataFrame:
        """Groups of people of each cohort in each publication; key ``slug, cohort_id, group_id``."""
        return self._frame("groups")

    @property
    def findings(self) -> pd.DataFrame:
        """Results for one marker in one study; key ``finding_id``."""
        return self._frame("findings")

    @property
    def sources(self) -> pd.DataFrame:
        """Sources of each finding, the preferred one first; key ``finding_id, position``."""
        return self._frame("sources")

    @property
    def markers(self) -> pd.DataFrame:
        """The marker registry with counts of findings; key ``marker``."""
        return self._frame("markers")

    @property
    def topics(self) -> pd.DataFrame:
        """Entries of the sections of topic pages; key ``topic, section_order, entry_order``."""
        return self._frame("topics")

    @property
    def claims(self) -> pd.DataFrame:
        """Checkable statements of articles; key ``claim_id``."""
        return self._frame("claims")

    @property
    def conflicts(self) -> pd.DataFrame:
        """Disagreements between sources; key ``conflict_id``."""
        return self._frame("conflicts")

    @property
    def published(self) -> pd.DataFrame:
        """Pooled, counted or single results that publications print; key ``result_id``."""
        return self._frame("published")

    @property
    def left_out(self) -> pd.DataFrame:
        """Statements met in a source but not turned into findings; key ``slug, position``."""
        return self._frame("left_out")

    @property
    def acknowledged(self) -> pd.DataFrame:
        """Checks that are known to fire on a record, with the reason; key ``slug, position``."""
        return self._frame("acknowledged")

    @property
    def panels(self) -> pd.DataFrame:
        """Tables of many analytes measured together; key ``slug``, see `panel`."""
        return self._frame("panels")

    def panel(self, name: str) -> pd.DataFrame:
        """Return the rows of one panel: an analyte in one specimen and one sex each.

        The table is decoded when the first panel is asked for.

        Parameters
        ----------
        name
            Slug of the panel's study, as in `panels`.

        Raises
        ------
        FilterError
            When the atlas has no such panel; the hint gives the nearest one.

        Examples
        --------
        >>> import synthesis as syn
        >>> panel = syn.load().panel("walitt-2024-deep-phenotyping")
        >>> panel[["analyte", "specimen", "sex", "n_cases", "n_controls"]].head(2)
              analyte specimen     sex  n_cases  n_controls
        0  10337-83_3      csf  female       10          10
        1  10339-48_3      csf  female       10          10
        """
        slugs = self._tables["panels"]["slug"]
        if pc.index(slugs, name).as_py() < 0:
            raise FilterError(
                f"there is no panel {name!r}", where="panel", hint=nearest(name, slugs.to_pylist())
            )
        table = self._analytes.table
        return _to_pandas(table.filter(pc.equal(table["slug"], name)))

    def study(self, slug: str) -> Study:
        """Return the whole record of one study.

        Raises
        ------
        FilterError
            When the atlas has no such study; the hint gives the nearest slug.

        Examples
        --------
        >>> import synthesis as syn
        >>> atlas = syn.load()
        >>> slug = atlas.studies["slug"].iloc[0]
        >>> atlas.study(slug).slug == slug
        True
        """
        if pc.index(self._tables["studies"]["slug"], slug).as_py() < 0:
            hint = nearest(slug, self._tables["studies"]["slug"].to_pylist())
            raise FilterError(f"there is no study {slug!r}", where="study", hint=hint)
        return self._records.study(slug)

    def topic_findings(self, topic_id: str) -> pd.DataFrame:
        """Return the findings of a topic page, with the columns ``section`` and ``section_order``.

        A finding stands once in each section that selects it: by its marker, or by specimen and kind of
        marker. Count distinct ``finding_id`` when sections overlap.

        Raises
        ------
        FilterError
            When there is no such topic.

        Examples
        --------
        >>> import synthesis as syn
        >>> list(syn.load().topic_findings("nk-cells").columns[-2:])
        ['section', 'section_order']
        """
        return _to_pandas(findings_of(topic_id, self._tables["topics"], self._tables["findings"]))

    def where(self, **filters: Unpack[Filters]) -> Atlas:
        """Return the smaller atlas that meets all filters; a list of values means any of them.

        Words may be written in every spelling the vocabulary knows, markers by id, name or synonym.
        With filters on studies alone, the studies that meet them stay with all their findings. With a
        filter on findings, the findings that meet it stay, and the studies that keep at least one. Groups,
        cohorts, sources, conflicts and markers are cut to what remains, and counts describe what remains.
        Topics (unless filtered by ``topic``) and claims stay: they say what is asked, not what was found.

        Raises
        ------
        FilterError
            When there is no such filter or value; the hint gives the nearest one.

        Examples
        --------
        >>> import synthesis as syn
        >>> atlas = syn.load().where(pem="required", eligible=True)
        >>> set(atlas.studies["pem"])
        {'yes'}
        """
        tables, words = select(self._tables, self._whole, filters)
        return Atlas(
            tables,
            records=self._records,
            analytes=self._analytes,
            digest=self._digest,
            origin=self._origin,
            filters=(*self._filters, *words),
            whole=self._whole,
        )

    def to_parquet(self, folder: str | Path) -> Path:
        """Write all tables as Parquet files with a ``datapackage.json``; `load` reads the folder back.

        Parameters
        ----------
        folder
            Where to write: a new folder, an empty one, or one that holds an earlier Parquet atlas, which
            is replaced as a whole.

        Raises
        ------
        SnapshotError
            When the folder holds something else.

        Examples
        --------
        >>> import tempfile
        >>> import synthesis as syn
        >>> small = syn.load().where(pem="yes")
        >>> again = syn.load(small.to_parquet(f"{tempfile.mkdtemp()}/atlas"))
        >>> again.filters, again.findings.equals(small.findings)
        (('pem: yes',), True)
        """
        from synthesis.store.parquet import write_snapshot

        tables = {
            **self._tables,
            "analytes": self._analytes.only(self._tables["panels"]["slug"]),
            "records": self._records.only(self._tables["studies"]["slug"]),
        }
        return write_snapshot(tables, Path(folder), digest=self._digest, filters=self._filters)

    def __len__(self) -> int:
        return int(self._tables["studies"].num_rows)

    def __repr__(self) -> str:
        filters = f"; {'; '.join(self._filters)}" if self._filters else ""
        return f"<Atlas of {self._size()}, from {self._origin}{filters}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{name}</th><td style='text-align:right'>{table.num_rows:,}</td>"
            f"<td style='text-align:left'>{escape(TABLES[name].row)}</td></tr>"
            for name, table in self._tables.items()
        )
        filters = f"<br>{escape('; '.join(self._filters))}" if self._filters else ""
        caption = f"Atlas of {self._size()}, from {escape(self._origin)}{filters}"
        head = "".join(f"<th scope='col'>{title}</th>" for title in ("frame", "rows", "one row is"))
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _size(self) -> str:
        return f"{count(len(self), 'study')} and {count(self._tables['findings'].num_rows, 'finding')}"

    def _frame(self, name: str) -> pd.DataFrame:
        return _to_pandas(self._tables[name])


def _to_pandas(table: pa.Table) -> pd.DataFrame:
    """Wrap Arrow memory in a new frame; nothing is copied."""
    import pandas as pd

    frame: pd.DataFrame = table.to_pandas(types_mapper=pd.ArrowDtype)
    return frame

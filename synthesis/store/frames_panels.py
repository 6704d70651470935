"""Panels of analytes, to rows: what each panel is, and its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from synthesis.records.panel import PanelTable
from synthesis.store.arrow import Row


def panel_rows(panels: Iterable[PanelTable]) -> Iterator[Row]:
    """Rows of the table ``panels``."""
    for panel in panels:
        about = panel.about
        yield {
            "slug": about.study,
            "title": about.title,
            "assay": about.assay.name,
            "assay_family": about.assay.family,
            "state": about.state,
            "unit": about.unit,
            "scale": about.scale,
            "analytes": len({row.analyte for row in panel.rows.values()}),
            "rows": len(panel.rows),
            "ref": about.ref,
            "data_url": about.data.url,
            "data_version": about.data.version,
            "data_file": about.data.file,
            "licence": about.data.licence,
            "note": about.note,
        }


def analyte_rows(panels: Iterable[PanelTable]) -> Iterator[Row]:
    """Rows of the table ``analytes``, in the order of each panel's file."""
    for panel in panels:
        for row in panel.rows.values():
            yield {
                "slug": panel.about.study,
                "analyte": row.analyte,
                "gene_symbol": row.gene_symbol,
                "uniprot": row.uniprot,
                "specimen": row.specimen,
                "sex": row.sex,
                "n_cases": row.n_cases,
                "mean_cases": row.mean_cases,
                "sd_cases": row.sd_cases,
                "n_controls": row.n_controls,
                "mean_controls": row.mean_controls,
                "sd_controls": row.sd_controls,
            }

"""Store: records to typed frames, to Parquet and back.

==================  =============================================================================
`columns`           every table: its columns, types, units and meaning (`table` says how they are written)
`frames`            all records to all tables, with `frames_…` for each sort of row
`arrow`             rows to Arrow tables with those types and descriptions
`counts`            columns that count rows of other tables
`atlas`             the immutable `Atlas`; `where` holds its filters, `topics` the findings of a page
`deferred`          large tables that are decoded when they are asked for
`study_records`     whole study records by slug
`load`              `load()`: folder or Parquet to `Atlas`; `progress` shows a bar when that takes long
`cache`             compiled atlases between two runs
`parquet`           a folder of Parquet files, written and read strictly
`datapackage`       ``datapackage.json``, which describes that folder
`environment`       the environment variables that name an atlas and a cache
`nearest`           the known word nearest to an unknown one
`tidy`              frames to plain rows and back, for tables and figures
`directions`        what the findings of one cohort on one question say together
==================  =============================================================================
"""

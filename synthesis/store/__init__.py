"""Store: records to typed frames, to Parquet and back.

================  ===============================================================
`columns`         every table: its columns, types, units and meaning
`frames`          records to rows
`atlas`           the immutable `Atlas` and its filters
`load`            `load()`: folder or Parquet to `Atlas`, through the cache
================  ===============================================================
"""

"""Publication tables: one file a table, each with `rows(atlas)` (a tidy frame) and `table(atlas)`.

`people` counts participants, `tabled` holds a finished table and `render` is the only module that knows
great_tables.
"""

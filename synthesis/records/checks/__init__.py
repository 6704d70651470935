"""Rules across the fields of a record and across records, as data.

A rule is an id, a severity, a title and a function that yields faults. `registry` lists all rules; one file
holds each family:

==================  ============================================================
`arms`              group sizes, and the statistics of each group
`statistics`        what the statistics of both groups say together
`p_values`          the p value against its text, the direction and the statistics
`population`        case definitions, eligibility, dates
`sources`           where a finding was read
`identity`          references inside a study and to markers and studies
`cohorts`           the same people, publication or comparison twice
`topics`, `claims`  topic pages, articles and published results
`acknowledgements`  problems a curator keeps, and acknowledgements of nothing
==================  ============================================================

`rule` and `contents` hold what the rules are made of, `implied` and `printed_p` the arithmetic, `run`
turns faults into problems with lines.
"""

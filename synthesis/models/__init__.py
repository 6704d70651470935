"""Random-effects models: yi and vi to fits, for one marker or a million.

Arrays first: `problem`, `heterogeneity`, `confidence`, `inference` and `pool` take arrays whose last axis is
studies and whose leading axes are any batch. `univariate` and `batch` put labels around them.
`cohort_effects` brings findings to one estimate a cohort, and `reading` says what those support. `stratified`
compares the groups of a panel within strata; `marker_wide` puts labels and false discovery around it.
"""

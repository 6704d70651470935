"""Random-effects models: yi and vi to fits, for one marker or a million.

Arrays first: `problem`, `heterogeneity`, `confidence`, `inference` and `pool` take arrays whose last axis is
studies and whose leading axes are any batch. `univariate` and `batch` put labels around them.
"""

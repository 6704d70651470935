"""Effect sizes: reported statistics to an effect and its sampling variance, with a reason a row.

The array core (`means`, `counts`, `proportions`, `rates`, `correlations`, `auc`, `paired`, `prepost`)
takes arrays and gives arrays; `convert`, `medians` and `from_tests` turn what papers print into what the
core needs; `measures` is the registry; `escalc` is the labelled function for frames and atlases.
"""

"""From an atlas to a folder of pages: `build.build` writes it, `synthesis build` calls that.

================  =========================================================================
module            holds
================  =========================================================================
`build`           the phases of a build, in order
`contents`        which figures and tables a page holds
`pieces`          figures, tables and notebooks, each made by itself, side by side
`notebooks`       notebooks run and turned into pages
`page`, `parts`   the HTML page and its style sheet · what several pages share
`index`, `topic`  the front page · a topic page
`limits`          what the evidence cannot tell, in sentences
`verdicts`        how far reports agree, and how to read that
`account`         what counts, what does not, and why: numbers that have to add up
`files`           links to files, with their size
`manifest`        what a build was made from, and a digest of every file
`replace`         the new build in the place of the old one, whole or not at all
================  =========================================================================
"""

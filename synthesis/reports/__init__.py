"""From an atlas to a folder of pages: `build.build` writes it, `synthesis build` calls that.

====================  =====================================================================
module                holds
====================  =====================================================================
`build`               the phases of a build, in order
`contents`            which figures and tables a page holds, and where they stand
`pieces`, `subject`   figures, tables and notebooks, each made by itself, side by side · what
                      a figure is asked about, and whether there are enough data for it
`reuse`               figures of the earlier build that would come out the same
`notebooks`           notebooks run and turned into pages
`page`, `parts`       the HTML page and its style sheet · what several pages share
`index`, `search`     the front page · its search
`evidence`            the page on all evidence
`claims`              claims of articles held against the records
`verdicts`, `limits`  how far reports agree, and how to read that · what the evidence cannot tell
`account`             what counts, what does not, and why: numbers that have to add up
`topic`               a topic page, with `methods`, `open_questions` and data for machines
                      (`json_ld`); `topic_data` gathers what it says
`bundle`              what stands beside a topic page: references, `topic_json`, `licence`
`inside`              links of a bundle that stay in it
`shelf`, `linked`     rows by study and marker · links from figures and tables to their pages
`study_page`,         the page of a study · of a marker
`marker_page`
`references`, `cite`  publications in the forms of reference managers · how to cite
`files`, `manifest`   links to files with their size · what a build was made from
`replace`             the new build in the place of the old one, whole or not at all
====================  =====================================================================
"""

"""Records: one study, one finding, one claim — and what is wrong with them.

=========================  ======================================================
`base`                     the frozen base of every record and the field types
`citation` … `panel`       one record class a file
`use`                      whether a finding counts, and under which question
`yaml12`                   YAML 1.2 text to data, with the place of every value
`reader`, `csv_reader`     one file to its records, or all its problems at once
`panel_reader`             the two files of each panel to one table
`explain`                  what pydantic refuses, in plain words
`folder`                   a whole atlas folder to `AtlasRecords`
`checks`                   rules across fields and across records
`check`                    all problems of a folder
`problems`                 `Problem` and the report of all problems
`location`                 where the atlas that ships with the package lies
`schema`                   JSON Schema of the record files, for editors
=========================  ======================================================
"""

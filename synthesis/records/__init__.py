"""Records: one study, one finding, one claim — and what is wrong with them.

=================  ==============================================================
`base`             the frozen base of every record and the field types
`citation` … `published`  one record class a file
`yaml12`           YAML 1.2 text to data, with the place of every value
`reader`           one file to one record, or all its problems at once
`folder`           a whole atlas folder to `AtlasRecords`
`checks`           rules across fields and across records
`problems`         `Problem` and the report of all problems
`schema`           JSON Schema of the record files, for editors
=================  ==============================================================
"""

"""Claims of articles held against verdicts, as pure functions of the records.

| question | module |
|---|---|
| which label a strength and a verdict give; the table as data | `cells` |
| what the records hold on a question; beside the verdicts; all of it | `books`; `pointers`; `library` |
| which questions a claim is about | `questions` |
| how several questions and markers give one label | `combine` |
| where a marker ranks among its kind | `ranks` |
| what the records hold of the study a sentence cites | `citation` |
| what else a reader must know: scope, identity, significance | `modifiers` |
| what would flip the label; wording that the record bears | `margin`, `suggest` |
| the claims as records; an answer read from a claim's direction | `claims`; `readings` |
| one claim; all claims | `judge`; `audit` |
| which records moved a label; accepting the labels of today | `moved`; `accept` |
| claims proposed from the text of an article | `propose` |

The audit judges agreement with this record at this date, not truth.
"""

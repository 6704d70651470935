"""How consistent the findings of a marker are, and how sure that is.

All verdicts take one path, for one question as for ten thousand: `ballots` holds the findings as arrays,
`decide` gives each cohort its vote, `tally` counts the votes, `rules` gives the label.

| question | module |
|---|---|
| what is asked, and when two markers count as one | `questions` |
| which findings take part, and how they are read | `choices` |
| which studies come from one laboratory | `research_groups` |
| how findings become votes | `ballots`, `decide` |
| one row per cohort, and the findings without a vote | `votes`, `vote_frames` |
| counts of votes for any batch of questions | `tally` |
| where the lines are drawn; the rule table | `thresholds`, `conditions`, `rules`, `labels` |
| caps, badges and certainty; the sentence and the SWiM box | `badges`, `statement` |
| the verdict on one question; on all | `verdict`, `summary`, `show`; `verdicts` |
| why not the next label up | `gaps` |
| the pre-declared grid; without each cohort or group | `sensitivity`, `grid`; `leave_out` |
| every combination of the choices; the votes behind each | `multiverse`; `specifications` |
| what would change a label, what would settle it | `fragility`, `flips`, `settle` |
| the label at the end of every year | `history` |
| votes as intervals for the censored likelihood | `ladder` |

The numeric modules (`sign_tests`, `bounds`, `signal`, `combine_p`, `censored`, `power`, `albatross`,
`excess`, `panel`, `codes` and what they need) take plain numbers or arrays whose last axis is cohorts and
whose leading axes are any batch of markers; NaN marks a cohort that is absent.
"""

"""From the text of an article to proposed claims, by rules that are printed.

| step | module |
|---|---|
| one spelling of letters and signs, with a map back | `normal` |
| sections, paragraphs, list items with their lead-in, sentences | `segments` |
| the words: directions, quantifiers, hedges, traps, as tables with ids | `lexicon` |
| markers of the registry in a text; what merely looks like one | `markers` |
| clauses of a sentence, with asides blanked | `clauses` |
| studies that a sentence cites | `cited` |
| which direction word is about which marker | `links` |
| what keeps a sentence from being read | `doubts` |
| how strongly, of what and in whose name it is said | `slots` |
| one sentence; a whole text | `sentence`; `propose` |
| what is handed over; its file | `proposals`; `written` |
| a comparison with curated claims | `score` |

The rules abstain where they cannot tell: a wrong direction or a wrong marker is worse than none. Only a
person makes a proposed claim a confirmed one.
"""

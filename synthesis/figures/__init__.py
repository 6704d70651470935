"""Drawings: one module a figure, all on the same foundation.

====================  =======================================================================
module                holds
====================  =======================================================================
`theme`               tokens: sizes, type, lines, hues, papers, direction glyphs; `applied()`
`measure`             text measured in inches, before anything is drawn; wrapping; columns
`sheet`               one form of one figure: title block, plot of measured height, provenance
`axis`                a value axis with round ticks, null line and direction words
`placement`           where axes stand, in inches
`key`                 the direction glyphs explained, in as many lines as they need
`marks`               square, diamond, glyph, interval, arrow, bubble, text, text column, band
`drawn`               `Texts`, `Drawn` and `drawing()`, which joins painter, frame and texts
`page_svg`            an SVG that can be put into a page beside others, in light and dark
`export`              every format as bytes, written whole or not at all
`layout`              `layout_problems(fig)`: what a reader would trip over
`about`               what a figure is about: whole atlas, topic or filtered part; provenance
`shapes`              a sheet measured in inches; segments, boxes and dots on it
`legend`              marks with their words, for a sheet measured in inches
`evidence_flow`       from what was recorded to what counts
`sample_timeline`     sizes of case and control groups over time (`sample_layout` draws them)
`evidence_map`        which markers were measured in which specimens, in how many cohorts
`directions`          reported directions by marker and question (`direction_layout` draws them)
`cohort_votes`        questions with their verdicts, cohorts with their votes, for the figures below
`vote_marks`          the mark of a cohort's vote, the bar of bounds, and their legend
`vote_strip`          a mark a cohort by year, with the bounds of the share (`strip_layout`)
`effect_direction`    cohorts down, markers across (`effect_direction_layout`)
`harvest`             a bar a cohort in the panel of what it reports (`harvest_layout`)
`albatross`           p-values against sizes, with lines of equal effect (`albatross_layout`)
`verdict_table`       verdicts by marker and kind of measurement (`verdict_table_layout`)
`verdict_history`     the verdict at the end of each year (`history_layout`)
`specification_curve` the share under every combination of choices (`specification_layout`)
`effect_scale`        how the effects of a measure are shown: natural scale, axis, words, decimals
`forest`              the studies of a fit and what they add up to (`forest_frame`, `forest_words`)
`forest_layout`       rows of text and intervals, for all forest plots (`forest_limits`, `unpooled`)
`marker_forest`       the pooled estimates of many markers, a row each
`leave_one_out_forest` the pooled estimate without each study (`fit_series_forest`)
`cumulative_forest`   the pooled estimate as studies come in (`fit_series_forest`)
`funnel`              effects against standard errors over contours of p (`funnel_layout`)
`panel_matrix`        what panels measured and what was reported (`panel_matrix_layout`)
`volcano`             estimates against p-values of very many markers (`volcano_layout`)
`orchard`             every effect as a bubble, with mean and intervals below (`orchard_layout`)
`caterpillar`         every effect with its interval, sorted (`caterpillar_layout`)
`effect_groups`       the frame of both, `effect_words` their words
`bubble`              effects against one moderator, with line and bands (`bubble_layout`)
`radial`              standardised effects against precision (`radial_layout`)
`drapery`             p-value functions of the studies, the mean, a further study (`drapery_layout`)
`baujat`              contribution to heterogeneity against influence
`gosh`                mean and heterogeneity in every subset of the studies (`gosh_layout`)
`risk_of_bias`        judgements by study and domain, `risk_of_bias_summary` by domain (`judgements`)
`multiples`           figures of one kind as panels of one figure, with one scale
`gallery`             the catalogue: every public figure, when to use it and when not
`gallery_examples`    what of an atlas the figures of the gallery show
`plane`, `plane_marks` a plot with two number axes in inches; intervals, diamonds, arrowheads in it
`label_places`        free places for the names of points
`halftone`            thousands of points as few shapes
`swarm`               places across a row for points that would cover each other
`numbered`            a numbered list above a matrix
`origin`              provenance of a figure of a fit or a table
====================  =======================================================================

A figure module has three functions: `rows(...) -> DataFrame` (the twin: exactly what is drawn),
`draw(rows, ax=None, ...) -> Drawn`, and a private painter `_paint(rows, sheet)` that draws one form;
figures of an atlas also have `figure(atlas)`, which is both at once. Figures compute nothing but counts:
estimates, votes and verdicts come in with the frame.
"""

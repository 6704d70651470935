from __future__ import annotations

import pytest

from synthesis.consistency.questions import Question, default_question, marker_id, question_keys
from synthesis.errors import FilterError

LEVEL = "il-6 | circulating-protein | rest | cases-vs-controls"


def test_every_real_key_can_be_taken_apart_and_said(real):
    for key in set(real.findings["question_key"]):
        question = Question.parse(key)
        assert question.key == key
        assert question.words


def test_words():
    assert Question.parse(LEVEL).words == "circulating level, at rest, cases against controls"
    stimulated = "il-6 | secreted-stimulated:pbmc | stimulated-culture:lps | cases-vs-controls:other-disease"
    assert Question.parse(stimulated).words == (
        "secreted after stimulus (blood mononuclear cells), stimulated culture (lps), "
        "cases against controls (people with another disease)"
    )
    with pytest.raises(FilterError, match="marker \\| matrix"):
        Question.parse("il-6")


def test_only_comparisons_with_controls_take_the_group(make):
    treated = "il-6 | circulating-protein | on-treatment | treatment"
    assert question_keys([treated], ["il-6"], ["placebo"], "strict") == [treated]
    assert question_keys([LEVEL], ["il-6"], ["unclear"], "strict") == [LEVEL]


def test_ties_go_to_the_first_by_alphabet():
    plasma, serum = (f"tgf | circulating-protein:{s} | rest | cases-vs-controls" for s in ("plasma", "serum"))
    assert default_question([(serum, "a"), (plasma, "b")]) == plasma
    assert default_question([(serum, "a"), (serum, "c"), (plasma, "b"), (plasma, "b")]) == serum
    with pytest.raises(FilterError):
        default_question([])


def test_markers_are_found_by_name(make):
    atlas = make.atlas(make.publication("adams", 2001, make.result("higher")))
    assert marker_id(atlas, "Interleukin 6") == "il-6"
    with pytest.raises(FilterError, match="no finding is about 'IL-12p70'"):
        marker_id(atlas, "IL-12p70")


def test_groups_share_the_matrix_policy_of_their_members(real):
    """Lenient identity keeps the matrix of the member's key, which is right only then."""
    policy = real.markers.set_index("marker")["matrix_policy"].to_dict()
    findings = real.findings
    for marker, group in set(zip(findings["marker"], findings["marker_group"], strict=True)):
        assert policy[marker] == policy.get(group, policy[marker])

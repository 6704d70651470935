"""Words for the choices of a model: how tau2 is estimated, tests are made and intervals are built."""

from __future__ import annotations

from synthesis.vocabulary.term import Term


class Method(Term):
    """Estimator of tau2; the short names are metafor's."""

    FE = "FE", "fixed effect", ("EE", "CE", "equal effects", "common effect", "fixed effects", "fixed")
    DL = "DL", "DerSimonian-Laird", ("dersimonian laird", "der simonian laird")
    HE = "HE", "Hedges", ("hedges olkin", "cochran", "variance component")
    HS = "HS", "Hunter-Schmidt", ("hunter schmidt",)
    HSK = "HSk", "Hunter-Schmidt with small-sample correction", ("hunter schmidt corrected",)
    SJ = "SJ", "Sidik-Jonkman", ("sidik jonkman",)
    SJIT = "SJIT", "iterated Sidik-Jonkman", ("sidik jonkman iterated",)
    ML = "ML", "maximum likelihood", ("maximum likelihood",)
    REML = "REML", "restricted maximum likelihood", ("restricted maximum likelihood",)
    EB = "EB", "empirical Bayes", ("empirical bayes", "morris")
    PM = "PM", "Paule-Mandel", ("paule mandel", "mandel paule")
    PMM = "PMM", "median-unbiased Paule-Mandel", ("paule mandel median",)
    DLIT = "DLIT", "iterated DerSimonian-Laird", ("dersimonian laird iterated",)
    GENQ = "GENQ", "generalised Q", ("generalised q statistic", "generalized q")
    GENQM = "GENQM", "median-unbiased generalised Q", ("generalised q median", "generalized q median")

    @property
    def random(self) -> bool:
        """Whether the method allows the true effects to differ."""
        return self is not Method.FE


#: Estimators that solve Q(tau2) = k - p; they share one root.
MEAN_UNBIASED_ROOT = frozenset({Method.PM, Method.EB, Method.DLIT, Method.SJIT})


class Test(Term):
    """How coefficients are tested and their intervals built."""

    __test__ = False  # not a test class, whatever a test runner makes of its name

    Z = "z", "normal", ("wald", "norm")
    T = "t", "t, k - p degrees of freedom", ("student",)
    KNHA = "knha", "Knapp-Hartung", ("knapp hartung", "hksj", "hartung knapp", "kh")
    ADHOC = "adhoc", "Knapp-Hartung, never narrower than Wald", (
        "knapp hartung adhoc",
        "knapp hartung conservative",
        "hksj adhoc",
    )  # fmt: skip

    @property
    def scaled(self) -> bool:
        """Whether standard errors are scaled by the observed spread."""
        return self in (Test.KNHA, Test.ADHOC)


class Prediction(Term):
    """Where the true effect of a new study is expected."""

    MATCHING = "matching", "same distribution as the interval of the mean", ("metafor", "default")
    RILEY = "riley", "t with k - 2 degrees of freedom (k - p - 1 with moderators)", ("higgins",)
    HTS = "hts", "Higgins-Thompson-Spiegelhalter: as riley, with the unscaled standard error", ("cochrane",)
    SIMPLE = "simple", "normal, tau2 alone: the mean taken as known", ("tau2 only",)


class Tau2Interval(Term):
    """How the interval of tau2, I2 and H2 is built."""

    QP = "QP", "Q-profile", ("q profile", "viechtbauer")
    PL = "PL", "profile likelihood", ("profile",)
    GENQ = "GENQ", "generalised Q", ("generalised q", "generalized q", "jackson")


class Variances(Term):
    """Whether the groups of one comparison share a variance."""

    EQUAL = "equal", "one variance for all groups", ("pooled", "student")
    UNEQUAL = "unequal", "a variance for each group", ("separate", "welch")

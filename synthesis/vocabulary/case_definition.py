"""Case definitions of ME/CFS and whether they require post-exertional malaise (PEM)."""

from __future__ import annotations

from collections.abc import Iterable

from synthesis.vocabulary.term import Term


class Pem(Term):
    """Whether every case had to have post-exertional malaise to be included."""

    YES = "yes", "PEM required", ("required",)
    NO = "no", "PEM not required", ("not-required",)
    UNCLEAR = "unclear", "PEM unclear", ("unknown",)


class CaseDefinition(Term):
    """A published definition by which cases are selected."""

    RAMSAY_1986 = "ramsay-1986", "Ramsay 1986"
    HOLMES_1988 = "holmes-1988", "Holmes 1988", ("cdc-1988",)
    AUSTRALIAN_1990 = "australian-1990", "Australian 1990", ("lloyd-1990",)
    OXFORD_1991 = "oxford-1991", "Oxford 1991", ("sharpe-1991",)
    FUKUDA_1994 = "fukuda-1994", "Fukuda 1994", ("cdc-1994", "international 1994")
    LONDON_1994 = "london-1994", "London 1994"
    CCC_2003 = "ccc-2003", "Canadian Consensus 2003", ("canadian", "carruthers-2003")
    REEVES_2005 = "reeves-2005", "Reeves 2005"
    PAEDIATRIC_2006 = "paediatric-2006", "Paediatric 2006", ("jason-2006",)
    NICE_2007 = "nice-2007", "NICE 2007"
    REVISED_CCC_2010 = "revised-ccc-2010", "Revised Canadian 2010"
    ICC_2011 = "icc-2011", "International Consensus 2011", ("carruthers-2011",)
    IOM_2015 = "iom-2015", "IOM 2015", ("seid", "nam-2015")
    NICE_2021 = "nice-2021", "NICE 2021"
    OTHER = "other", "another definition"


#: Whether meeting the definition implies PEM. Only definitions whose wording was seen in a source are
#: listed (Holmes, Oxford, Fukuda: PMC8305555, appendix A1; Fukuda also the CDC comparison; CCC, ICC, IOM:
#: the atlas's guide to case definitions). Every other definition counts as unclear.
REQUIRES_PEM: dict[CaseDefinition, bool] = {
    CaseDefinition.HOLMES_1988: False,
    CaseDefinition.OXFORD_1991: False,
    CaseDefinition.FUKUDA_1994: False,
    CaseDefinition.CCC_2003: True,
    CaseDefinition.ICC_2011: True,
    CaseDefinition.IOM_2015: True,
}


def pem_requirement(all_of: Iterable[CaseDefinition] = (), any_of: Iterable[CaseDefinition] = ()) -> Pem:
    """Derive whether PEM was required of every case from the definitions used.

    Parameters
    ----------
    all_of
        Definitions that every case met.
    any_of
        Definitions of which every case met at least one.

    Returns
    -------
    Pem
        ``yes`` if some definition of `all_of` requires PEM, or `any_of` is not empty and all of its
        members do; ``no`` if there is a definition and none of them requires it; else ``unclear``.

    Examples
    --------
    >>> pem_requirement(all_of=[CaseDefinition.FUKUDA_1994, CaseDefinition.CCC_2003]).value
    'yes'
    >>> pem_requirement(any_of=[CaseDefinition.FUKUDA_1994, CaseDefinition.CCC_2003]).value
    'unclear'
    """
    every = [REQUIRES_PEM.get(d) for d in all_of]
    either = [REQUIRES_PEM.get(d) for d in any_of]
    if True in every or (either and all(either)):
        return Pem.YES
    if (every or either) and all(known is False for known in every + either):
        return Pem.NO
    return Pem.UNCLEAR

"""Words for what was measured, in what, how and in which state."""

from __future__ import annotations

from synthesis.vocabulary.term import Term


class MarkerKind(Term):
    """What sort of thing a marker is."""

    CYTOKINE = "cytokine"
    CHEMOKINE = "chemokine"
    GROWTH_FACTOR = "growth-factor"
    ACUTE_PHASE_PROTEIN = "acute-phase-protein"
    CELL_SUBSET = "cell-subset"
    CELL_FUNCTION = "cell-function"
    RECEPTOR_EXPRESSION = "receptor-expression"
    LYTIC_PROTEIN = "lytic-protein"
    AUTOANTIBODY = "autoantibody"
    IMMUNOGLOBULIN = "immunoglobulin"
    IMAGING = "imaging"
    GENE_EXPRESSION = "gene-expression"
    OTHER = "other", "other marker"


class Quantity(Term):
    """What about the marker was quantified."""

    CONCENTRATION = "concentration"
    COUNT = "count", "cell count"
    PERCENTAGE = "percentage"
    FUNCTION = "function"
    EXPRESSION = "expression"
    PRODUCTION = "production"
    SEROPOSITIVITY = "seropositivity"
    BINDING = "binding"
    ACTIVITY = "activity"
    OTHER = "other", "other quantity"


class Specimen(Term):
    """What the marker was measured in."""

    SERUM = "serum", "serum", ("blood serum",), "OBI:0100017"
    PLASMA = "plasma", "plasma", ("blood plasma",), "OBI:0100016"
    SERUM_OR_PLASMA = "serum-or-plasma", "serum or plasma (not stated which)"
    CSF = "csf", "cerebrospinal fluid", ("spinal fluid",), "OBI:0002502"
    WHOLE_BLOOD = "whole-blood", "whole blood", ("blood",), "OBI:0000655"
    PBMC = "pbmc", "blood mononuclear cells", ("peripheral blood mononuclear cells",), "OBI:0003415"
    PBMC_SUPERNATANT = "pbmc-supernatant", "culture supernatant", ("supernatant",), "OBI:1000023"
    NK_CELLS = "nk-cells", "NK cells"
    MONOCYTES = "monocytes", "monocytes"
    BRAIN = "brain", "brain"
    NASAL_LAVAGE = "nasal-lavage", "nasal lavage"
    SALIVA = "saliva", "saliva", (), "OBI:0002507"
    URINE = "urine", "urine", (), "OBI:0000651"
    FAECES = "faeces", "faeces", ("feces", "stool"), "OBI:0002503"
    MUSCLE = "muscle", "skeletal muscle", (), "OBI:0002519"
    OTHER = "other", "other specimen"
    UNCLEAR = "unclear", "specimen not clear"


class State(Term):
    """What had been done to the person or the cells before the measurement."""

    REST = "rest", "at rest"
    POST_EXERTION = "post-exertion", "after exertion", ("post-exercise",)
    ORTHOSTATIC = "orthostatic-challenge", "after standing"
    UNSTIMULATED = "unstimulated-culture", "unstimulated culture"
    STIMULATED = "stimulated-culture", "stimulated culture"
    TREATED = "on-treatment", "under treatment"
    OTHER = "other", "other state"
    UNCLEAR = "unclear", "state not clear"


class MatrixClass(Term):
    """What kind of measurement it is; one part of the question key. Findings are never counted across it."""

    CIRCULATING = "circulating-protein", "circulating level"
    CSF = "csf-protein", "level in spinal fluid"
    CSF_CELLS = "csf-cells", "cells in spinal fluid"
    SECRETED_UNSTIMULATED = "secreted-unstimulated", "secreted without stimulus"
    SECRETED_STIMULATED = "secreted-stimulated", "secreted after stimulus"
    INTRACELLULAR = "intracellular", "inside cells"
    MRNA = "mrna", "gene expression"
    CELL_COUNT = "cell-count", "cell count"
    CELL_PERCENTAGE = "cell-percentage", "share of cells"
    FUNCTION = "function-per-cell", "cell function"
    CELL_EXPRESSION = "cell-expression", "expression on cells"
    ANTIBODY_TITRE = "antibody-titre", "antibody level"
    SEROPOSITIVITY = "antibody-seropositivity", "share antibody-positive"
    IMMUNOGLOBULIN = "immunoglobulin-level", "immunoglobulin level"
    IMAGING = "imaging", "imaging signal"
    ENZYME_ACTIVITY = "enzyme-activity", "enzyme activity"
    OTHER = "other", "other measurement"
    UNCLEAR = "unclear", "measurement not clear"


class AssayFamily(Term):
    """The family a laboratory method belongs to."""

    ELISA = "elisa", "ELISA", (), "OBI:0000661"
    BEAD_MULTIPLEX = "bead-multiplex", "bead multiplex", ("luminex",), "OBI:0000920"
    ELECTROCHEMILUMINESCENCE = "electrochemiluminescence", "electrochemiluminescence", ("ecl",), "OBI:0003780"
    PROXIMITY_EXTENSION = "proximity-extension", "proximity extension", ("olink",), "OBI:0003113"
    APTAMER = "aptamer", "aptamer array", ("somascan",), "OBI:0003111"
    IMMUNOASSAY = "immunoassay-unspecified", "immunoassay, kind not stated", (), "OBI:0002766"
    MULTIPLEX = "multiplex-unspecified", "multiplex, kind not stated"
    FLOW_CYTOMETRY = "flow-cytometry", "flow cytometry", (), "OBI:0000916"
    KILLING = "killing-assay", "cell killing assay", ("chromium release",), "OBI:0000882"
    PROLIFERATION = "proliferation", "proliferation assay", (), "OBI:0000891"
    ELISPOT = "elispot", "ELISpot", (), "OBI:0600031"
    RT_PCR = "rt-pcr", "RT-PCR", ("pcr",), "OBI:0001361"
    MICROARRAY = "microarray", "microarray", (), "OBI:0001985"
    RNA_SEQ = "rna-seq", "RNA sequencing", (), "OBI:0003090"
    IMMUNOBLOT = "immunoblot", "immunoblot", ("western blot",), "OBI:0001978"
    MASS_SPECTROMETRY = "mass-spectrometry", "mass spectrometry", (), "OBI:0003781"
    ENZYME_ACTIVITY = "enzyme-activity", "enzyme activity assay"
    BIOASSAY = "bioassay", "bioassay"
    NEPHELOMETRY = "nephelometry", "nephelometry"
    RADIOIMMUNOASSAY = "radioimmunoassay", "radioimmunoassay"
    CELL_BASED_AUTOANTIBODY = "cell-based-autoantibody", "cell-based autoantibody assay"
    IMMUNOFLUORESCENCE = "immunofluorescence", "immunofluorescence"
    PET = "pet", "PET", (), "OBI:0002987"
    MRI = "mri", "MRI", (), "OBI:0002985"
    PATCH_CLAMP = "patch-clamp", "patch clamp"
    METABOLIC_FLUX = "metabolic-flux", "metabolic flux"
    ROUTINE_LABORATORY = "routine-laboratory", "routine laboratory"
    SEQUENCING = "sequencing", "sequencing"
    OTHER = "other", "other assay"
    UNCLEAR = "unclear", "assay not stated"


class ValueScale(Term):
    """Scale on which values were taken before they were summarised."""

    MEASURED = "as-measured", "as measured"
    LOG2 = "log2", "logarithm to base 2"
    LN = "ln", "natural logarithm"
    LOG10 = "log10", "logarithm to base 10"


class Anticoagulant(Term):
    """What kept the blood from clotting."""

    EDTA = "edta", "EDTA"
    HEPARIN = "heparin", "heparin"
    CITRATE = "citrate", "citrate"
    ACD = "acd", "ACD"


class CellHandling(Term):
    """How cells reached the assay."""

    FRESH = "fresh", "fresh cells"
    CRYOPRESERVED = "cryopreserved", "cryopreserved cells", ("frozen",)
    SHIPPED = "shipped", "shipped before processing"
